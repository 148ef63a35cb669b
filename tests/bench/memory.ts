import { readdir, readFile } from "node:fs/promises";
import type Docker from "dockerode";

/** MiB of memory of all processes of containers, each with its part of what it shares. */
export async function memoryOf(docker: Docker, containers: string[]): Promise<number> {
  let kibibytes = 0;
  for (const each of containers) {
    const { Processes } = await docker.getContainer(each).top({ ps_args: "-o pid" });
    for (const [pid] of Processes) kibibytes += await proportionalSize(pid);
  }
  return kibibytes / 1024;
}

/** MiB of what containerd adds for each container: its shim. */
export async function shimMemory(): Promise<number> {
  let kibibytes = 0;
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (!command.includes("containerd-shim")) continue;
    kibibytes += await proportionalSize(pid);
  }
  return kibibytes / 1024;
}

/** KiB; nothing for a process that has ended. */
async function proportionalSize(pid: string | undefined): Promise<number> {
  const smaps = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+)/m.exec(smaps)?.[1] ?? 0);
}
