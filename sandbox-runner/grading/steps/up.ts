import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { composeCommand } from "../../../lib/grading/vocabulary/with.ts";
import { answerOf, compose } from "../compose.ts";
import type { RunState } from "../run-state.ts";
import { upWithHold } from "./hold.ts";
import type { StepResult } from "./step-result.ts";

/** `docker compose up -d`: not `--wait`, which calls a project failed for a service that did its work and ended. */
export async function up(run: RunState, step: StepOf<"up">): Promise<StepResult> {
  const argument = ["up", "-d", ...scaling(step.scale)];
  const options = { timeoutSeconds: step.timeout, with: step.with };
  if (step.hold) return upWithHold(run, step.hold, { argument, ...options });
  const result = await compose(run, argument, options);
  return {
    succeeded: result.exitCode === 0,
    what: composeCommand(step.with, argument),
    answer: answerOf(result, step.timeout),
  };
}

function scaling(scale: Record<string, number> = {}): string[] {
  return Object.entries(scale).flatMap(([service, count]) => ["--scale", `${service}=${count}`]);
}
