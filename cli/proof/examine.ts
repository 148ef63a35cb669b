import { closest } from "../../lib/compose/suggest.ts";
import type { Settings } from "../../lib/config/settings.ts";
import { checkClaims, checkExercise, placed } from "../../lib/content/check-exercise.ts";
import { type LoadedExercise, loadExercise } from "../../lib/content/exercises.ts";
import type { LessonBlocks } from "../../lib/content/lesson-blocks.ts";
import { ContentError, type Problem } from "../../lib/content/problem.ts";
import type { ProofPlace } from "../../lib/content/proofs/lesson-proof.ts";
import type { Disproof } from "../../lib/grading/proof.ts";
import { message } from "../../lib/i18n/message.ts";
import { type ImageCatalogue, loadCatalogue } from "../../sandbox-runner/images/catalogue.ts";
import { openSlots, withLaboratory } from "../grading/laboratory.ts";
import { type ProofOptions, prove } from "./prove.ts";
import { imagesOfBlocks, proveBlocks } from "./prove-blocks.ts";
import { imagesOfProofs, type LessonProofOptions, proveLessons, readProofs } from "./prove-lessons.ts";

/** Beyond this the engine itself is what runs wait for. */
const mostProofJobs = 16;

/**
 * How many runs at a time prove: three times as many as there are submissions graded. A run takes some five seconds of
 * a processor and waits for the rest, and nobody waits for a single one of these.
 */
export function proofJobs({ jobs }: Settings): number {
  return Math.max(jobs, Math.min(jobs * 3, mostProofJobs));
}

/** What is to be examined: exercises by id, proofs of lessons, and what readers can run in lessons. */
type Chosen = { exercises: string[]; proofs: ProofPlace[]; blocks: LessonBlocks[] };

export type ExamineOptions = Omit<ProofOptions & LessonProofOptions, "slots" | "unfinished"> & {
  /** How many runs at a time. */
  jobs: number;
  engine: boolean;
};

/** Problems by the id of the exercise, or by the file of the proof or the lesson. */
type Examined = Record<"exercises" | "proofs" | "blocks", Map<string, Problem[]>>;

/**
 * What reading exercises and proofs of lessons shows, and, where they can be run and `engine` is set, what running
 * them shows: all side by side, in one laboratory.
 *
 * @throws UnknownExercise, and CommandFailure where there is nothing to run them with.
 */
export async function examineContent(
  settings: Settings,
  chosen: Chosen,
  options: ExamineOptions,
): Promise<Examined> {
  const exercises = new Map<string, Problem[]>();
  const sound: LoadedExercise[] = [];
  const unfinished = new Set<string>();
  const catalogue = await loadCatalogue(settings.contentDirectory);
  for (const id of chosen.exercises) {
    const read = await readExercise(id, settings.contentDirectory, catalogue);
    const claims = read.loaded ? await checkClaims(read.loaded) : [];
    exercises.set(id, [...read.problems, ...claims]);
    if (claims.length > 0) unfinished.add(id);
    if (read.loaded && read.problems.length === 0) sound.push(read.loaded);
  }
  const read = await readProofs(chosen.proofs);
  const unread = Map.groupBy(read.problems, ({ file }) => file);
  if (!options.engine) {
    for (const { id } of sound)
      if (!unfinished.has(id)) options.say(message("grading.content-sound", { id }));
    return { exercises, proofs: unread, blocks: new Map() };
  }
  if (sound.length + read.proofs.length + chosen.blocks.length === 0)
    return { exercises, proofs: unread, blocks: new Map() };
  const images = sound.flatMap(({ exercise }) => exercise.images);
  images.push(...imagesOfProofs(read.proofs, catalogue), ...imagesOfBlocks(chosen.blocks, catalogue));
  const slots = openSlots(options.jobs);
  const [ofExercises, ofProofs, ofBlocks] = await withLaboratory(settings, images, options.say, (context) =>
    Promise.all([
      prove(context, sound, { ...options, slots, unfinished }),
      proveLessons(context, read.proofs, { ...options, slots }),
      proveBlocks(context, chosen.blocks, { ...options, slots }),
    ]),
  );
  for (const [id, found] of ofExercises) exercises.set(id, [...(exercises.get(id) ?? []), ...found]);
  return { exercises, proofs: new Map([...unread, ...ofProofs]), blocks: ofBlocks };
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
