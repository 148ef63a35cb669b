import { readFile } from "node:fs/promises";

/**
 * Start time of a process in clock ticks since boot (field 22 of /proc/PID/stat), or undefined when there is
 * no such process. Together with the pid it names one process for good: a recycled pid has another start.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    const afterName = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return afterName[0] === "Z" ? undefined : afterName[19];
  } catch {
    return undefined;
  }
}

/** `<pid>-<start>` of this process, the form in which owners are written down. */
export async function ownIdentity(): Promise<string> {
  return `${process.pid}-${(await processStart(process.pid)) ?? "0"}`;
}

/** Whether the process that an identity was written for still runs. */
export async function isAlive(identity: string): Promise<boolean> {
  const [pid, start] = identity.trim().split("-");
  return Boolean(start) && (await processStart(Number(pid))) === start;
}

/** Waits until the process is gone; false when it is still there after the time. */
export async function waitForExit(identity: string, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (await isAlive(identity)) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}
