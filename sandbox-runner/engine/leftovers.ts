import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { privatePaths } from "./private-paths.ts";
import { tryCommand } from "./run-command.ts";

/** Whether containers of this engine still run: each has a shim that knows the engine's containerd. */
export async function hasContainers(engineDirectory: string): Promise<boolean> {
  const { containerdSocket } = privatePaths(engineDirectory);
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const command = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    if (path.basename(command[0] ?? "").startsWith("containerd-shim") && command.includes(containerdSocket)) {
      return true;
    }
  }
  return false;
}

/**
 * Unmounts what daemons that were killed left mounted beneath the engine's directory. Only for when neither
 * daemon runs any more.
 */
export async function unmountBelow(engineDirectory: string): Promise<void> {
  const table = await readFile("/proc/self/mounts", "utf8");
  const points = table
    .split("\n")
    .map((line) => (line.split(" ")[1] ?? "").replaceAll("\\040", " "))
    .filter((point) => point.startsWith(`${path.resolve(engineDirectory)}/`));
  // The deepest first: they are mounted within the others.
  for (const point of points.sort((a, b) => b.length - a.length)) await tryCommand(["umount", point]);
}
