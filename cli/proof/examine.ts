import { closest } from "../../lib/compose/suggest.ts";
import type { Settings } from "../../lib/config/settings.ts";
import { checkExercise, placed } from "../../lib/content/check-exercise.ts";
import { type LoadedExercise, listExercises, loadExercise } from "../../lib/content/exercises.ts";
import { ContentError, type Problem } from "../../lib/content/problem.ts";
import type { Disproof } from "../../lib/grading/proof.ts";
import { message } from "../../lib/i18n/message.ts";
import { type ImageCatalogue, loadCatalogue } from "../../sandbox-runner/images/catalogue.ts";
import { withLaboratory } from "../grading/laboratory.ts";
import { type ProofOptions, prove } from "./prove.ts";

/** Beyond this the engine itself is what runs wait for. */
const mostProofJobs = 16;

/**
 * How many runs at a time prove: three times as many as there are submissions graded. A run takes some five seconds of
 * a processor and waits for the rest, and nobody waits for a single one of these.
 */
export function proofJobs({ jobs }: Settings): number {
  return Math.max(jobs, Math.min(jobs * 3, mostProofJobs));
}

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
  const catalogue = await loadCatalogue(settings.contentDirectory);
  for (const id of ids.length > 0 ? ids : await listExercises(settings.contentDirectory)) {
    const read = await readExercise(id, settings.contentDirectory, catalogue);
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
  catalogue: ImageCatalogue,
): Promise<{ loaded?: LoadedExercise; problems: Problem[] }> {
  try {
    const loaded = await loadExercise(id, contentDirectory);
    const problems = await checkExercise(loaded, contentDirectory);
    return { loaded, problems: [...problems, ...(await placed(loaded, unknownImages(loaded, catalogue)))] };
  } catch (error) {
    if (error instanceof ContentError) return { problems: error.problems };
    throw error;
  }
}

function unknownImages({ exercise }: LoadedExercise, catalogue: ImageCatalogue): Disproof[] {
  const known = catalogue.entries
    .filter(({ audience }) => audience === "students")
    .flatMap(({ references }) => references);
  return exercise.images.flatMap((image, index) => {
    if (catalogue.engineReference(image) !== undefined) return [];
    const params = { image, known: known.join(", "), guess: closest(image, known) ?? "none" };
    return [{ path: ["images", index], message: message("content.unknown-image", params) }];
  });
}
