import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { privatePaths } from "./private-paths.ts";
import { runCommand } from "./run-command.ts";

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
 * Unmounts what programs that were killed left mounted beneath a directory. Only for when none of them runs.
 *
 * @throws CommandError when something is still in use.
 */
export async function unmountBelow(directory: string): Promise<void> {
  const table = await readFile("/proc/self/mounts", "utf8");
  const points = table
    .split("\n")
    .map((line) => (line.split(" ")[1] ?? "").replaceAll("\\040", " "))
    .filter((point) => point.startsWith(`${path.resolve(directory)}/`));
  // The deepest first: they are mounted within the others.
  for (const point of points.sort((a, b) => b.length - a.length)) await runCommand(["umount", point]);
}
