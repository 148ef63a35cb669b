import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { answerOf, compose } from "../compose.ts";
import type { RunState } from "../run-state.ts";
import type { StepResult } from "./step-result.ts";

type ComposeStep = StepOf<"down" | "restart" | "stop" | "start" | "recreate" | "scale">;

const timeoutSeconds = 90;

/** The steps that are one `docker compose` command. */
export async function composeStep(run: RunState, step: ComposeStep): Promise<StepResult> {
  const argument = argumentsOf(step);
  const result = await compose(run, argument, { timeoutSeconds });
  return {
    succeeded: result.exitCode === 0,
    what: `docker compose ${argument.join(" ")}`,
    answer: answerOf(result, timeoutSeconds),
  };
}

function argumentsOf(step: ComposeStep): string[] {
  switch (step.act) {
    case "down":
      return ["down", ...(step.volumes ? ["-v"] : [])];
    case "restart":
    case "stop":
    case "start":
      return [step.act, step.service];
    case "recreate":
      return ["up", "-d", "--force-recreate", "--no-deps", step.service];
    case "scale":
      return ["up", "-d", "--no-recreate", "--scale", `${step.service}=${step.replicas}`];
  }
}
