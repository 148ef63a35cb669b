import { bareName, splitServiceName } from "../../../lib/grading/service-name.ts";
import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { composeCommand, type With } from "../../../lib/grading/vocabulary/with.ts";
import { answerOf, compose } from "../compose.ts";
import type { RunState } from "../run-state.ts";
import type { StepResult } from "./step-result.ts";

type ComposeStep = StepOf<"down" | "restart" | "stop" | "start" | "pause" | "unpause" | "recreate" | "scale">;

const timeoutSeconds = 90;

/** The steps that are one `docker compose` command. */
export async function composeStep(run: RunState, step: ComposeStep): Promise<StepResult> {
  const argument = argumentsOf(step);
  const call = callOf(step);
  const result = await compose(run, argument, { timeoutSeconds, with: call });
  return {
    succeeded: result.exitCode === 0,
    what: composeCommand(call, argument),
    answer: answerOf(result, timeoutSeconds),
  };
}

/** A service of another project says by its name which project it is. */
function callOf(step: ComposeStep): With | undefined {
  const project = "service" in step ? splitServiceName(step.service).project : undefined;
  return project ? { project, ...step.with } : step.with;
}

function argumentsOf(step: ComposeStep): string[] {
  switch (step.act) {
    case "down":
      return ["down", ...(step.volumes ? ["-v"] : [])];
    case "restart":
    case "stop":
    case "start":
    case "pause":
    case "unpause":
      return [step.act, bareName(step.service)];
    case "recreate":
      return ["up", "-d", "--force-recreate", "--no-deps", bareName(step.service)];
    case "scale":
      return ["up", "-d", "--no-recreate", "--scale", `${bareName(step.service)}=${step.replicas}`];
  }
}
