import { z } from "zod";
import { type LoadedExercise, loadExercise, UnknownExercise } from "../../lib/content/exercises.ts";
import { message } from "../../lib/i18n/message.ts";
import { site } from "../server/site.ts";
import { Refusal } from "./refusal.ts";

export const exerciseIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/);

/** @throws Refusal with 404 */
export async function findExercise(id: string): Promise<LoadedExercise> {
  try {
    return await loadExercise(id, site().settings.contentDirectory);
  } catch (error) {
    if (!(error instanceof UnknownExercise)) throw error;
    throw new Refusal(404, message("platform.exercise-unknown", { exercise: id }));
  }
}
