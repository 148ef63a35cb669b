import { setTimeout as delay } from "node:timers/promises";
import { disproveStep, type StepResult } from "../../lib/content/proofs/judge-step.ts";
import type { LessonProof } from "../../lib/content/proofs/lesson-proof.ts";
import type { ProofRecord } from "../../lib/content/proofs/proof-record.ts";
import type { ProofStep } from "../../lib/content/proofs/proof-schema.ts";
import type { Disproof } from "../../lib/grading/proof.ts";
import type { RunnerContext } from "../context.ts";
import { createSandbox } from "../sandbox/create.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { workspacePath } from "../sandbox/workspace.ts";

/** After this the reaper takes the sandbox of a proof as lost. */
const lifetimeSeconds = 900;
const stepMilliseconds = 120_000;
const eventuallyMilliseconds = 60_000;
const againMilliseconds = 500;
const longestOutput = 64 * 1024;

export type Proven = { record: ProofRecord; disproofs: Disproof[] };

/**
 * Runs a proof of a lesson in a fresh sandbox, as a student would, and removes the sandbox. The record holds the
 * steps that were run: all of them unless there are disproofs.
 */
export async function runProof(
  context: RunnerContext,
  proof: LessonProof,
  signal: AbortSignal,
): Promise<Proven> {
  const { files } = proof;
  const sandbox = await createSandbox(context, { kind: "grading", files, lifetimeSeconds, signal });
  try {
    await sandbox.exec(["mkdir", "-p", proof.folder], { signal });
    const steps: ProofRecord["steps"] = [];
    let disproofs: Disproof[] = [];
    for (const [index, step] of proof.steps.entries()) {
      const result = await runStep(sandbox, proof.folder, step, index, signal);
      steps.push({ run: step.run.trimEnd(), exit: result.exit, output: linesOf(result.output) });
      disproofs = disproveStep(step, index, result);
      if (disproofs.length > 0) break;
    }
    const { stdout: version } = await sandbox.exec(["docker", "compose", "version", "--short"], { signal });
    const record = {
      proof: proof.hash,
      engine: context.engine.version,
      compose: version.trim(),
      recorded: new Date().toISOString().slice(0, 10),
      steps,
    };
    return { record, disproofs };
  } finally {
    await sandbox.remove();
  }
}

async function runStep(
  sandbox: Sandbox,
  folder: string,
  step: ProofStep,
  index: number,
  signal: AbortSignal,
): Promise<StepResult> {
  const until = Date.now() + (step.eventually ? eventuallyMilliseconds : 0);
  for (;;) {
    const result = await runOnce(sandbox, folder, step, signal);
    if (Date.now() >= until || disproveStep(step, index, result).length === 0) return result;
    await delay(againMilliseconds, undefined, { signal });
  }
}

/** One stream takes both outputs, so that lines stand in the record as they would in a terminal. */
async function runOnce(
  sandbox: Sandbox,
  folder: string,
  step: ProofStep,
  signal: AbortSignal,
): Promise<StepResult> {
  const { exitCode, stdout } = await sandbox.exec(["bash", "-c", `exec 2>&1; ${step.run}`], {
    workingDirectory: `${workspacePath}/${folder}`,
    environment: { LANG: "C.UTF-8" },
    timeoutMs: stepMilliseconds,
    maxBytes: longestOutput,
    signal,
  });
  return { exit: exitCode, output: stdout };
}

function linesOf(output: string): string[] {
  const text = output.trimEnd();
  return text === "" ? [] : text.split("\n").map((line) => line.trimEnd());
}
