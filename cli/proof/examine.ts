import type { Settings } from "../../lib/config/settings.ts";
import { checkExercise } from "../../lib/content/check-exercise.ts";
import { type LoadedExercise, listExercises, loadExercise } from "../../lib/content/exercises.ts";
import { ContentError, type Problem } from "../../lib/content/problem.ts";
import { message } from "../../lib/i18n/message.ts";
import { withLaboratory } from "../grading/laboratory.ts";
import { type ProofOptions, prove } from "./prove.ts";

/**
 * The problems of exercises by their ids: what reading them shows, and, where that shows none and `engine` is set,
 * what grading their answers shows. Without ids all exercises are examined.
 *
 * @throws UnknownExercise, and CommandFailure where there is nothing to grade with.
 */
export async function examineExercises(
  settings: Settings,
  ids: string[],
  options: ProofOptions & { engine: boolean },
): Promise<Map<string, Problem[]>> {
  const problems = new Map<string, Problem[]>();
  const sound: LoadedExercise[] = [];
  for (const id of ids.length > 0 ? ids : await listExercises(settings.contentDirectory)) {
    const read = await readExercise(id, settings.contentDirectory);
    problems.set(id, read.problems);
    if (read.loaded && read.problems.length === 0) sound.push(read.loaded);
  }
  if (!options.engine) {
    for (const { id } of sound) options.say(message("grading.content-sound", { id }));
    return problems;
  }
  if (sound.length === 0) return problems;
  const images = sound.flatMap(({ exercise }) => exercise.images);
  const proven = await withLaboratory(settings, images, options.say, (context) =>
    prove(context, sound, options),
  );
  for (const [id, found] of proven) problems.set(id, found);
  return problems;
}

async function readExercise(
  id: string,
  contentDirectory: string,
): Promise<{ loaded?: LoadedExercise; problems: Problem[] }> {
  try {
    const loaded = await loadExercise(id, contentDirectory);
    return { loaded, problems: await checkExercise(loaded, contentDirectory) };
  } catch (error) {
    if (error instanceof ContentError) return { problems: error.problems };
    throw error;
  }
}
