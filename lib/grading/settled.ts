import { containersOf, type Snapshot } from "./snapshot.ts";
import type { Verdict } from "./verdict.ts";

/** Verdicts that miss a service's containers; their parameter `service` says whose. */
const missing = ["grading.service-not-running", "grading.no-containers"];

/** Verdicts about what steps did: these are over when a stage is judged. */
const ofSteps = ["grading.not-written"];

/**
 * Whether waiting cannot change a failed verdict. After the steps of a stage only the engine still starts containers,
 * and only those whose restart policy tells it to.
 */
export function isSettled({ final, message }: Verdict, snapshot: Snapshot): boolean {
  if (final || ofSteps.includes(message.code)) return true;
  if (!missing.includes(message.code)) return false;
  const containers = containersOf(snapshot, String(message.params.service));
  return containers.every(({ endedForGood }) => endedForGood);
}
