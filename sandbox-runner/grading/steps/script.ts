import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { engineWorks } from "../../engine/alive.ts";
import type { ExecResult } from "../../sandbox/exec.ts";
import { answerOf, timedOut } from "../compose.ts";
import { forgetConfigs } from "../read-config.ts";
import { now, type RunState } from "../run-state.ts";
import { resetToolbox } from "../toolbox-reset.ts";
import type { StepResult } from "./step-result.ts";

/** What is shown of a script's output, and what is kept of each of its streams. */
const longestOutput = 64 * 1024;

/**
 * Runs a script of the student's in the toolbox, where it can do what the student's own shell can. However it
 * ends is the student's affair: it may loop, flood its output, or end everything in the toolbox.
 */
export async function script(run: RunState, step: StepOf<"script">): Promise<StepResult> {
  const command = ["bash", step.file, ...step.arguments].join(" ");
  const what = step.exits === "badly" ? `! ${command}` : command;
  const result = await runScript(run, step);
  // When the engine itself does not work, nothing that the script did can be held against it.
  const { engine, settings } = run.context;
  if (!(await engineWorks(engine, settings))) throw new Error("the engine does not work");
  forgetConfigs(run);
  await resetToolbox(run);
  return { succeeded: endedAs(step.exits, result), what, answer: answerOf(result, step.timeout) };
}

async function runScript(run: RunState, step: StepOf<"script">): Promise<ExecResult> {
  let shown = 0;
  try {
    return await run.sandbox.exec(["bash", `./${step.file}`, ...step.arguments], {
      timeoutMs: step.timeout * 1000,
      maxBytes: longestOutput,
      signal: run.signal,
      environment: { ...step.env, LANG: "C.UTF-8" },
      onOutput: (stream, text) => {
        if (shown < longestOutput) run.emit({ type: "output", at: now(), stream, text });
        shown += text.length;
      },
    });
  } catch (error) {
    // It may have stopped the very program that keeps its time, or ended the toolbox before we could ask how it went.
    run.signal.throwIfAborted();
    run.context.log.info({ error, sandbox: run.sandbox.id }, "a script did not end in order");
    return { exitCode: timedOut, stdout: "", stderr: "" };
  }
}

function endedAs(exits: StepOf<"script">["exits"], { exitCode }: ExecResult): boolean {
  // To be stopped by the clock is no way of saying no.
  if (exitCode === timedOut) return false;
  return exits === "either" || (exits === "well") === (exitCode === 0);
}
