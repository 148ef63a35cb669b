import type { LoadedExercise } from "../../lib/content/exercises.ts";
import { readKeptProof, wholeProof } from "../../lib/content/kept-proof.ts";
import { site } from "./site.ts";

/** What is told of an exercise's proof: where it was made, and on which day. */
export type ExerciseProof = { engine: string; compose: string; day: string; mistakes: number };

/** Undefined where this machine has no proof of the exercise as it stands. */
export async function exerciseProof(loaded: LoadedExercise): Promise<ExerciseProof | undefined> {
  const kept = await readKeptProof(site().settings.dataDirectory, loaded.id);
  const at = kept && wholeProof(kept, loaded);
  if (!at) return undefined;
  return {
    engine: shortVersion(kept.engine),
    compose: shortVersion(kept.compose),
    day: at.slice(0, 10),
    mistakes: Object.keys(loaded.exercise.mistakes).length,
  };
}

/** `28.5.2` of `28.5.2+dfsg4`: what a distribution adds says nothing to a reader. */
export function shortVersion(version: string): string {
  return /^\d+(\.\d+)*/.exec(version)?.[0] ?? version;
}
