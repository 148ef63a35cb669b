import { asNumber, asObject, asStringList } from "./read-answer.ts";

const second = 1_000_000_000;
/** The engine's, where nothing is said. */
const defaults = { interval: 30 * second, startInterval: 5 * second };

/**
 * How many times a second a container's health is checked at most. Each time the engine starts a process, outside
 * of the container's own share of the processors.
 *
 * @param written HealthConfig of the container (Engine API 1.51); what it leaves at zero is the image's
 */
export function healthChecksPerSecond(written: unknown, image?: unknown): number {
  const [own, inherited] = [asObject(written), asObject(image)];
  const ownTest = asStringList(own.Test);
  const test = ownTest.length > 0 ? ownTest : asStringList(inherited.Test);
  if (test.length === 0 || test[0] === "NONE") return 0;
  const value = (name: string) => asNumber(own[name]) || asNumber(inherited[name]);
  const interval = value("Interval") || defaults.interval;
  const atStart = value("StartPeriod") > 0 ? value("StartInterval") || defaults.startInterval : interval;
  return second / Math.min(interval, atStart);
}
