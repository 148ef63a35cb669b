import { checksOf } from "../../lib/content/exercise-schema.ts";
import { type LoadedExercise, loadExercise } from "../../lib/content/exercises.ts";
import { failuresBefore, hasSubmitted } from "../../lib/db/attempt-history.ts";
import type { Attempt } from "../../lib/db/attempts.ts";
import type { Sight } from "../../lib/grading/student-view.ts";
import { site } from "./site.ts";

/** What its learner may see of an attempt's verdict, also while it is still being made. */
export async function sightOf(
  attempt: Pick<Attempt, "id" | "learnerId" | "exerciseId" | "purpose" | "createdAt">,
): Promise<Sight> {
  const { database, settings } = site();
  // An exercise that is gone keeps nothing back any more.
  const loaded = await loadExercise(attempt.exerciseId, settings.contentDirectory).catch(() => undefined);
  const failedBefore = await failuresBefore(database, attempt);
  const isOpen = !loaded || attempt.purpose === "submit";
  return { hidden: isOpen ? new Set() : await hiddenChecks(loaded, attempt.learnerId), failedBefore };
}

/** The checks of an exercise that a learner may not see yet. */
export async function hiddenChecks(
  { id, exercise }: LoadedExercise,
  learnerId: string | undefined,
): Promise<Set<string>> {
  const keptBack = checksOf(exercise).filter(({ visibility }) => visibility === "after-submit");
  if (keptBack.length === 0) return new Set();
  const submitted = learnerId && (await hasSubmitted(site().database, { learnerId, exerciseId: id }));
  return new Set(submitted ? [] : keptBack.map((check) => check.id));
}
