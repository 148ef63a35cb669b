import { missesContainers } from "./missing-service.ts";
import { containersOf, type Snapshot } from "./snapshot.ts";
import type { Verdict } from "./verdict.ts";

/** Verdicts about what steps did: these are over when a stage is judged. */
const ofSteps = ["grading.not-written"];

/**
 * Whether waiting cannot change a failed verdict. After the steps of a stage only the engine still starts containers,
 * and only those whose restart policy tells it to.
 */
export function isSettled(verdict: Verdict, snapshot: Snapshot): boolean {
  const { final, message } = verdict;
  if (final || ofSteps.includes(message.code)) return true;
  if (!missesContainers(verdict)) return false;
  const containers = containersOf(snapshot, String(message.params.service));
  return containers.every(({ endedForGood }) => endedForGood);
}
