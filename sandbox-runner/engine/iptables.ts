import { readlink, rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { findProgram } from "./host.ts";
import { tryCommand } from "./run-command.ts";

/**
 * Chooses between the two kernel interfaces of iptables by trying what the engine needs (a NAT table and the
 * conntrack and comment matches), and links the working one as `iptables` and `ip6tables` in `directory`.
 *
 * @returns `nft` or `legacy`, or undefined when neither works on this kernel.
 */
export async function chooseIptables(directory: string): Promise<"nft" | "legacy" | undefined> {
  for (const kind of ["nft", "legacy"] as const) {
    const program = await findProgram(`iptables-${kind}`, directory);
    if (!program || !(await works(program))) continue;
    for (const name of ["iptables", "ip6tables"]) {
      const target = await findProgram(`${name}-${kind}`, directory);
      if (!target) continue;
      await link(
        path.dirname(target) === directory ? path.basename(target) : target,
        path.join(directory, name),
      );
    }
    return kind;
  }
  return undefined;
}

/** In one step: a running engine calls these at any time, and may share the folder with another. */
async function link(target: string, file: string): Promise<void> {
  if ((await readlink(file).catch(() => undefined)) === target) return;
  const draft = `${file}.${process.pid}`;
  await rm(draft, { force: true });
  await symlink(target, draft);
  await rename(draft, file);
}

async function works(program: string): Promise<boolean> {
  const chain = `COMPOSELAB-TRY-${process.pid}`;
  const steps = [
    ["-t", "nat", "-N", chain],
    ["-t", "nat", "-A", chain, "-m", "addrtype", "--dst-type", "LOCAL", "-j", "RETURN"],
    ["-t", "nat", "-A", chain, "-j", "MASQUERADE"],
    ["-N", chain],
    [
      "-A",
      chain,
      "-m",
      "conntrack",
      "--ctstate",
      "ESTABLISHED",
      "-m",
      "comment",
      "--comment",
      "x",
      "-j",
      "RETURN",
    ],
    ["-A", chain, "-j", "REJECT"],
  ];
  let good = true;
  for (const step of steps) good = good && (await tryCommand([program, "-w", "5", ...step])).exitCode === 0;
  for (const table of ["nat", "filter"]) {
    await tryCommand([program, "-w", "5", "-t", table, "-F", chain]);
    await tryCommand([program, "-w", "5", "-t", table, "-X", chain]);
  }
  return good;
}
