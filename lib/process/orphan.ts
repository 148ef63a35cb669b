import { lockHolder } from "./lock.ts";

const lookMilliseconds = 2_000;
/** A supervisor that is killed is started again by its guard within a second or two. */
const patienceMilliseconds = 20_000;

/**
 * Calls back once when nobody has supervised this process for a while.
 *
 * @param lockFile the supervisor's lock. @returns a function that stops looking.
 */
export function onOrphaned(lockFile: string, callback: () => void): () => void {
  let seenAt = Date.now();
  const timer = setInterval(() => {
    if (lockHolder(lockFile)) seenAt = Date.now();
    if (Date.now() - seenAt < patienceMilliseconds) return;
    clearInterval(timer);
    callback();
  }, lookMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
