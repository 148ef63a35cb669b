import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * A process by its number and its start, `<pid>-<start>`, so that a recycled number is not taken for the same
 * process. The start is the kernel's tick count (proc(5), field 22 of /proc/PID/stat), or what ps says where
 * there is no /proc. Nothing when no such process runs; a zombie does not run.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform !== "linux") return identityFromPs(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" || state === "X" ? undefined : `${pid}-${rest[18]}`;
  } catch {
    return undefined;
  }
}

function identityFromPs(pid: number): string | undefined {
  try {
    const start = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
    return `${pid}-${Date.parse(start.trim())}`;
  } catch {
    return undefined;
  }
}

/** This process. */
export function ownIdentity(): string {
  return processIdentity(process.pid) ?? `${process.pid}-0`;
}

/** Whether the very process that an identity names is still running on this machine. */
export function isAlive(identity: string): boolean {
  const pid = Number(identity.split("-")[0]);
  return Number.isInteger(pid) && pid > 0 && processIdentity(pid) === identity;
}

const lookMilliseconds = 50;

/** Waits until the process is gone; false when it is still there after the time. */
export async function waitForExit(identity: string, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (isAlive(identity)) {
    if (Date.now() > deadline) return false;
    await sleep(lookMilliseconds);
  }
  return true;
}
