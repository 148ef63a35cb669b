import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../lib/process/identity.ts";
import { lockHolder } from "../lib/process/lock.ts";

const patienceMilliseconds = 9_000;
const lookMilliseconds = 100;

/** Ends a process that holds a lock: in order, or the hard way when that takes too long. */
export async function endHolder(lockFile: string): Promise<boolean> {
  const holder = lockHolder(lockFile);
  if (!holder) return false;
  const pid = Number(holder.process.split("-")[0]);
  const deadline = Date.now() + patienceMilliseconds;
  process.kill(pid, "SIGTERM");
  while (isAlive(holder.process)) {
    if (Date.now() > deadline) process.kill(pid, "SIGKILL");
    await sleep(lookMilliseconds);
  }
  return true;
}
