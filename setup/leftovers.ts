import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../lib/process/identity.ts";
import { lockHolder } from "../lib/process/lock.ts";

/** A server is given 8 s to put its things in order before its supervisor kills it. */
const serverMilliseconds = 9_000;
const lookMilliseconds = 100;

/** Ends a process that holds a lock: in order, or the hard way when that takes too long. */
export async function endHolder(lockFile: string, patience = serverMilliseconds): Promise<boolean> {
  const holder = lockHolder(lockFile);
  if (!holder) return false;
  const pid = Number(holder.process.split("-")[0]);
  const deadline = Date.now() + patience;
  send(pid, "SIGTERM");
  while (isAlive(holder.process)) {
    if (Date.now() > deadline) send(pid, "SIGKILL");
    await sleep(lookMilliseconds);
  }
  return true;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
