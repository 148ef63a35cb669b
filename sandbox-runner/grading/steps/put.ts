import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { forgetConfigs } from "../read-config.ts";
import type { RunState } from "../run-state.ts";
import { newNonce } from "./nonce.ts";
import type { StepResult } from "./step-result.ts";

const timeoutMs = 10_000;

/** In place, as an editor or a `>` does it: who has the file mounted sees the new content. */
const program = 'mkdir -p -- "$(dirname -- "$1")" && cat > "$1"';

/**
 * Writes a file of the workspace as the student, inside the toolbox: whatever the student's scripts have
 * put in its place (a link, a pipe, a folder) leads nowhere else, and is the student's affair.
 */
export async function put(run: RunState, step: StepOf<"put">): Promise<StepResult> {
  const nonce = newNonce();
  const result = await run.sandbox.exec(["bash", "-c", program, "put", `./${step.file}`], {
    timeoutMs,
    withoutPorts: true,
    signal: run.signal,
    input: step.content.replaceAll("$nonce", nonce),
  });
  forgetConfigs(run);
  const succeeded = result.exitCode === 0;
  const words = result.stderr.trim().slice(-200) || `exit code ${result.exitCode}`;
  return { succeeded, what: `> ${step.file}`, answer: succeeded ? "OK" : words, nonce };
}
