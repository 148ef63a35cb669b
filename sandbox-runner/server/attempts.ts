import { loadExercise } from "../../lib/content/exercises.ts";
import { infrastructureError } from "../../lib/db/attempt-runs.ts";
import type { Attempt } from "../../lib/db/attempts.ts";
import type { RunEvent } from "../../lib/grading/events.ts";
import type { RunResult } from "../../lib/grading/result.ts";
import { message } from "../../lib/i18n/message.ts";
import type { RunnerContext } from "../context.ts";
import { engineWorks } from "../engine/alive.ts";
import { runExercise } from "../grading/run.ts";
import { missingImage, neededImages } from "./image-keeper.ts";
import type { RunnerStatus } from "./status.ts";

/** Why an attempt cannot be run yet: the engine is away, or the first of its images that is not ready. */
export async function attemptNotYet(
  context: RunnerContext,
  status: RunnerStatus,
  attempt: Attempt,
): Promise<string | undefined> {
  const loaded = await findExercise(context, attempt.exerciseId);
  if (!loaded) return undefined;
  const image = missingImage(status, neededImages(context.catalogue, loaded.exercise.images));
  if (image) return `the image ${image} is not ready`;
  return (await engineWorks(context.engine, context.settings)) ? undefined : "the engine does not answer";
}

/** Runs an attempt's files against its exercise, as it is in the content now. */
export async function runAttempt(
  context: RunnerContext,
  attempt: Attempt,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<RunResult> {
  const exercise = await findExercise(context, attempt.exerciseId);
  if (!exercise) {
    return infrastructureError(
      attempt,
      message("platform.exercise-unknown", { exercise: attempt.exerciseId }),
    );
  }
  return runExercise(context, { exercise, files: attempt.files, emit, signal });
}

function findExercise(context: RunnerContext, id: string) {
  return loadExercise(id, context.settings.contentDirectory).catch((error) => {
    context.log.error({ error, exercise: id }, "the exercise cannot be read");
    return undefined;
  });
}
