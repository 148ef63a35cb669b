import { pause } from "./pause.ts";

const lookMilliseconds = 2_000;
/** Long enough for the command that started this process to ask for its sandbox once it can be made. */
const idleMilliseconds = 30_000;

/** Resolves with true when there was nothing to do for a while, with false when the signal aborts before. */
export async function untilIdle(isBusy: () => boolean, signal: AbortSignal): Promise<boolean> {
  let busyAt = Date.now();
  while (!signal.aborted) {
    if (isBusy()) busyAt = Date.now();
    if (Date.now() - busyAt > idleMilliseconds) return true;
    await pause(lookMilliseconds, signal);
  }
  return false;
}
