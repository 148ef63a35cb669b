import { setTimeout as delay } from "node:timers/promises";
import type { WorkspaceFile } from "../../lib/compose/types.ts";
import { maxScore } from "../../lib/content/exercise-schema.ts";
import type { LoadedExercise } from "../../lib/content/exercises.ts";
import type { RunEvent } from "../../lib/grading/events.ts";
import type { Figure } from "../../lib/grading/figure.ts";
import { figuresOf } from "../../lib/grading/figures.ts";
import { firstToFix } from "../../lib/grading/first-to-fix.ts";
import type { CheckResult, Phase, RunResult } from "../../lib/grading/result.ts";
import { type Message, message } from "../../lib/i18n/message.ts";
import type { RunnerContext } from "../context.ts";
import { engineIncarnation } from "../engine/incarnation.ts";
import { createSandbox } from "../sandbox/create.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { wordsOf } from "./http-request.ts";
import { openRun } from "./open-run.ts";
import { composeVersion, engineProvenance, projectImages } from "./provenance.ts";
import { now } from "./run-state.ts";
import { runStages } from "./stages.ts";

export type RunOptions = {
  exercise: LoadedExercise;
  files: WorkspaceFile[];
  emit: (event: RunEvent) => void;
  /** Cancels the run. */
  signal: AbortSignal;
};

type Found = {
  checks: CheckResult[];
  phases: Phase[];
  figures: Figure[];
  provenance: RunResult["provenance"];
};

/** Time that the sandbox outlives the longest run, before the reaper takes it as lost. Seconds. */
const teardownSeconds = 120;

/** A run that was broken off is wanted back soon: its engine may be gone, and the removal may wait for it. */
const brokenOffSeconds = 30;

/**
 * Grades one answer in a sandbox of its own. Never rejects: what the student did is `graded`, what cannot
 * be judged (no files, out of time, cancelled) `ungradable`, and what we broke `infra_error`.
 */
export async function runExercise(context: RunnerContext, options: RunOptions): Promise<RunResult> {
  const { exercise } = options.exercise;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), exercise.limits.seconds * 1000);
  const signal = AbortSignal.any([options.signal, limit.signal]);
  const found: Found = {
    checks: [],
    phases: [],
    figures: [],
    provenance: { engine: engineProvenance(context.engine), images: {}, gradedAt: now() },
  };
  try {
    if (options.files.length === 0)
      return resultOf(options, found, "ungradable", message("grading.no-files"));
    await runInSandbox(context, { ...options, signal }, found);
    return resultOf(options, found, "graded");
  } catch (error) {
    if (options.signal.aborted) return resultOf(options, found, "ungradable", message("grading.cancelled"));
    if (limit.signal.aborted) {
      const reason = message("grading.out-of-time", { seconds: exercise.limits.seconds });
      return resultOf(options, found, "ungradable", reason);
    }
    context.log.error({ error, exercise: exercise.id }, "a run broke off");
    const reason = message("grading.platform-fault", { words: wordsOf(error) });
    return resultOf(options, found, "infra_error", reason);
  } finally {
    clearTimeout(timer);
  }
}

async function runInSandbox(context: RunnerContext, options: RunOptions, found: Found): Promise<void> {
  const { exercise } = options.exercise;
  const incarnation = await engineIncarnation(context.engine, context.settings);
  const sandbox = await timed(found.phases, "prepare", () =>
    createSandbox(context, {
      kind: "grading",
      files: options.files,
      lifetimeSeconds: exercise.limits.seconds + teardownSeconds,
      ...(exercise.limits.containers && { limits: { containers: exercise.limits.containers } }),
      signal: options.signal,
    }),
  );
  try {
    const run = await openRun(context, sandbox, { ...options, exercise });
    try {
      found.provenance.compose = await composeVersion(run);
      await runStages(run, exercise.stages, found.checks, async (stage, work) => {
        await timed(found.phases, stage.id, work);
        Object.assign(found.provenance.images, await projectImages(run));
      });
      found.figures = figuresOf({ steps: run.steps, events: run.log.events, config: run.config });
      run.log.check();
      // What went wrong while a part of the engine was away reads like the student's fault, and is none.
      if ((await engineIncarnation(context.engine, context.settings)) !== incarnation)
        throw new Error("the engine was started anew during the run");
    } finally {
      run.log.close();
    }
  } finally {
    await timed(found.phases, "teardown", () => removeLater(context, sandbox, options.signal));
  }
}

/** A sandbox that cannot be removed now is the reaper's: the verdict does not depend on it. */
async function removeLater(context: RunnerContext, sandbox: Sandbox, signal: AbortSignal): Promise<void> {
  const limit = new AbortController();
  const seconds = signal.aborted ? brokenOffSeconds : teardownSeconds;
  const late = delay(seconds * 1000, undefined, { signal: limit.signal }).catch(() => undefined);
  const removal = sandbox
    .remove()
    .catch((error) => context.log.warn({ error, sandbox: sandbox.id }, "left to the reaper"));
  await Promise.race([removal, late]);
  limit.abort();
}

async function timed<Value>(phases: Phase[], name: string, work: () => Promise<Value>): Promise<Value> {
  const startedAt = Date.now();
  try {
    return await work();
  } finally {
    phases.push({ name, startedAt: new Date(startedAt).toISOString(), milliseconds: Date.now() - startedAt });
  }
}

function resultOf(options: RunOptions, found: Found, kind: RunResult["kind"], reason?: Message): RunResult {
  const { id, hash, exercise } = options.exercise;
  return {
    kind,
    exercise: { id, hash },
    score: kind === "graded" ? found.checks.reduce((sum, check) => sum + check.points, 0) : 0,
    maxScore: maxScore(exercise),
    ...(reason && { reason }),
    checks: firstToFix(found.checks),
    phases: found.phases,
    ...(found.figures.length > 0 && { figures: found.figures }),
    provenance: { ...found.provenance, gradedAt: now() },
  };
}
