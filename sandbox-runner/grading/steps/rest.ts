import { setTimeout as delay } from "node:timers/promises";
import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import type { RunState } from "../run-state.ts";
import type { StepResult } from "./step-result.ts";

/** Does nothing for a while: what happens now happens by itself. */
export async function rest(run: RunState, { seconds }: StepOf<"rest">): Promise<StepResult> {
  await delay(seconds * 1000, undefined, { signal: run.signal });
  return { succeeded: true, what: `sleep ${seconds}`, answer: "–" };
}
