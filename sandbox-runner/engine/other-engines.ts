import { readdir, readFile, readlink } from "node:fs/promises";
import path from "node:path";
import { processIdentity } from "../../lib/process/identity.ts";

export type OtherEngine = {
  identity: string;
  /** Engine directory, when it is a private engine of another installation. */
  engineDirectory?: string;
};

/**
 * Docker Engines, other than `ownIdentity`, in this process's network namespace. An engine that starts rewrites
 * the firewall chains that all engines of a namespace share, and so cuts the others' containers off.
 */
export async function otherEngines(ownIdentity: string | undefined): Promise<OtherEngine[]> {
  const namespace = await readlink("/proc/self/ns/net");
  const found: OtherEngine[] = [];
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const name = (await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")).trim();
    if (name !== "dockerd") continue;
    if ((await readlink(`/proc/${pid}/ns/net`).catch(() => "")) !== namespace) continue;
    const identity = processIdentity(Number(pid));
    if (identity === undefined || identity === ownIdentity) continue;
    const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    found.push({ identity, ...privateDirectory(commandLine.split("\0")) });
  }
  return found;
}

/** The directory whose `run/daemon.json` a private engine's dockerd was started with. */
export function privateDirectory(command: string[]): { engineDirectory?: string } {
  const config = command[command.indexOf("--config-file") + 1];
  if (!command.includes("--config-file") || !config?.endsWith("/run/daemon.json")) return {};
  const directory = path.dirname(path.dirname(config));
  return (command[0] ?? "").startsWith(directory) ? { engineDirectory: directory } : {};
}
