import { readFileSync } from "node:fs";

/**
 * A process as a label can name it: its number and the kernel's tick count at its start, so that a
 * recycled number is not taken for the same process. See proc(5), field 22 of /proc/PID/stat.
 */
export function ownerOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const afterName = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, startTicks] = [afterName[0], afterName[19]];
    if (state === "Z" || state === "X") return undefined;
    return `${pid}-${startTicks}`;
  } catch {
    return undefined;
  }
}

export function currentOwner(): string {
  return ownerOf(process.pid) ?? `${process.pid}-0`;
}

/** Whether the process that a label names is still running on this machine. */
export function ownerIsAlive(owner: string): boolean {
  const pid = Number(owner.split("-")[0]);
  return Number.isInteger(pid) && pid > 0 && ownerOf(pid) === owner;
}
