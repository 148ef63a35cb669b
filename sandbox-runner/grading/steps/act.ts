import type { StepOutcome } from "../../../lib/grading/snapshot.ts";
import type { Step } from "../../../lib/grading/vocabulary/steps.ts";
import { inspectContainers, rememberStart } from "../containers.ts";
import { now, type RunState } from "../run-state.ts";
import { composeStep } from "./compose-steps.ts";
import { tryHealthcheck } from "./healthcheck.ts";
import { killOne } from "./kill.ts";
import { load } from "./load.ts";
import { put } from "./put.ts";
import { rest } from "./rest.ts";
import { script } from "./script.ts";
import type { StepResult } from "./step-result.ts";
import { up } from "./up.ts";
import { waitUntilReady } from "./wait.ts";
import { sendUntilTaken, write } from "./write.ts";

/** Does one step of a stage and records it. A step that fails is the student's affair; only ours throws. */
export async function act(run: RunState, stage: string, step: Step): Promise<StepOutcome> {
  run.signal.throwIfAborted();
  run.emit({ type: "step", at: now(), stage, what: step.id });
  const startedAt = Date.now();
  const before = (await inspectContainers(run)).map((container) => container.Id);
  const result = await perform(run, step, (inner) => act(run, stage, inner));
  // Containers were made anew: the grader's places in them are gone.
  run.openings.clear();
  const containers = await inspectContainers(run);
  if (step.act === "up" && !step.hold) rememberStart(run, containers);
  const outcome: StepOutcome = {
    id: step.id,
    stage,
    startedAt,
    endedAt: Date.now(),
    trials: [],
    requests: [],
    ...result,
    before,
    after: containers.map((container) => container.Id),
  };
  run.steps.push(outcome);
  return outcome;
}

function perform(
  run: RunState,
  step: Step,
  doing: (inner: Step) => Promise<StepOutcome>,
): Promise<StepResult> {
  switch (step.act) {
    case "up":
      return up(run, step);
    case "down":
    case "restart":
    case "stop":
    case "start":
    case "pause":
    case "unpause":
    case "recreate":
    case "scale":
      return composeStep(run, step);
    case "kill":
      return killOne(run, step.service);
    case "wait":
      return waitUntilReady(run, step);
    case "rest":
      return rest(run, step);
    case "script":
      return script(run, step);
    case "put":
      return put(run, step);
    case "request":
      return sendUntilTaken(run, step);
    case "write":
      return write(run, step);
    case "load":
      return load(run, step, doing);
    case "try-healthcheck":
      return tryHealthcheck(run, step);
  }
}
