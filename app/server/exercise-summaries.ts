import { maxScore } from "../../lib/content/exercise-schema.ts";
import { loadExercise } from "../../lib/content/exercises.ts";
import type { Localised } from "../../lib/content/localised.ts";
import { contentDirectory } from "./content-directory.ts";

export type ExerciseSummary = {
  id: string;
  title: Localised;
  summary: Localised;
  minutes: number;
  points: number;
};

/** What lists show of exercises, in the order of the ids. */
export async function listExerciseSummaries(ids: string[]): Promise<ExerciseSummary[]> {
  return Promise.all(
    ids.map(async (id) => {
      const { exercise } = await loadExercise(id, contentDirectory());
      const { title, summary, minutes } = exercise;
      return { id, title, summary, minutes, points: maxScore(exercise) };
    }),
  );
}
