import { availableParallelism, loadavg } from "node:os";

/** So many programs for each processor want to run at once, over the last minute. */
const busyPerProcessor = 4;

/** Whether the machine has so much to do that nothing should be done which nobody has asked for. */
export function isMachineBusy(): boolean {
  const [lastMinute = 0] = loadavg();
  return lastMinute > availableParallelism() * busyPerProcessor;
}
