import { availableParallelism, loadavg } from "node:os";

/** Programs that a processor can turn to without keeping any of them waiting for long. */
const bearable = 4;

/** Beyond this nobody would wait any more. */
const most = 3;

/**
 * How long something is waited for that takes `seconds` at most where the machine is its own: a service that comes up
 * late because everybody's does must not be called broken.
 *
 * @param load programs that want a processor, as an average of the last minute
 */
export function patient(
  seconds: number,
  load = loadavg()[0] ?? 0,
  processors = availableParallelism(),
): number {
  return seconds * Math.min(Math.max(load / processors / bearable, 1), most);
}
