import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { answerOf, compose } from "../compose.ts";
import type { RunState } from "../run-state.ts";
import { upWithHold } from "./hold.ts";
import type { StepResult } from "./step-result.ts";

/** `docker compose up -d`: not `--wait`, which calls a project failed for a service that did its work and ended. */
export async function up(run: RunState, step: StepOf<"up">): Promise<StepResult> {
  const argument = ["up", "-d", ...scaling(step.scale)];
  if (step.hold) return upWithHold(run, step.hold, { argument, timeoutSeconds: step.timeout });
  const result = await compose(run, argument, { timeoutSeconds: step.timeout });
  return {
    succeeded: result.exitCode === 0,
    what: `docker compose ${argument.join(" ")}`,
    answer: answerOf(result, step.timeout),
  };
}

function scaling(scale: Record<string, number> = {}): string[] {
  return Object.entries(scale).flatMap(([service, count]) => ["--scale", `${service}=${count}`]);
}
