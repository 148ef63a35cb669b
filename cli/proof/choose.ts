import { join, sep } from "node:path";
import { checkLessons } from "../../lib/content/check-lessons.ts";
import { listExercises } from "../../lib/content/exercises.ts";
import { directoriesIn, sessionFolders } from "../../lib/content/folders.ts";
import { type LessonBlocks, listLessonBlocks } from "../../lib/content/lesson-blocks.ts";
import type { Problem } from "../../lib/content/problem.ts";
import { listProofs, type ProofPlace } from "../../lib/content/proofs/lesson-proof.ts";
import { message } from "../../lib/i18n/message.ts";
import { CommandFailure } from "../failure.ts";

type Chosen = {
  exercises: string[];
  proofs: ProofPlace[];
  /** Folders of lessons; undefined means all, with what belongs to none. */
  lessons: string[] | undefined;
  /** What readers can run in them. */
  blocks: LessonBlocks[];
};

/** What ids on the command line mean: each an exercise or a lesson; without any, everything. */
export async function chooseContent(contentDirectory: string, ids: string[]): Promise<Chosen> {
  const proofs = await listProofs(contentDirectory);
  if (ids.length === 0) {
    const blocks = await listLessonBlocks(contentDirectory, undefined);
    return { exercises: await listExercises(contentDirectory), proofs, lessons: undefined, blocks };
  }
  const folders = await lessonFolders(contentDirectory);
  const isLesson = (id: string) => folders.has(id);
  const lessons = ids.filter(isLesson).flatMap((id) => folders.get(id) ?? []);
  return {
    // What is neither is told as an exercise that is not there.
    exercises: ids.filter((id) => !isLesson(id)),
    proofs: proofs.filter(({ lesson }) => ids.includes(lesson)),
    lessons,
    blocks: await listLessonBlocks(contentDirectory, lessons),
  };
}

/** The proofs that are meant by names of lessons and `lesson/proof`; without any, all. */
export async function chooseProofs(contentDirectory: string, ids: string[]): Promise<ProofPlace[]> {
  const proofs = await listProofs(contentDirectory);
  const folders = await lessonFolders(contentDirectory);
  const names = proofs.map(({ lesson, id }) => `${lesson}/${id}`);
  const unknown = ids.find((id) => !folders.has(id) && !names.includes(id));
  if (unknown !== undefined) {
    const known = message("cli.known-lesson-proofs", { known: names.join(", ") });
    throw new CommandFailure(message("cli.unknown-lesson-proof", { id: unknown }), [known]);
  }
  if (ids.length === 0) return proofs;
  return proofs.filter(({ lesson, id }) => ids.includes(lesson) || ids.includes(`${lesson}/${id}`));
}

/** The folders of lessons by their names; without any, of all. */
export async function chooseLessons(contentDirectory: string, ids: string[]): Promise<string[]> {
  const folders = await lessonFolders(contentDirectory);
  const unknown = ids.find((id) => !folders.has(id));
  if (unknown !== undefined) {
    const known = message("cli.known-lessons", { known: [...folders.keys()].join(", ") });
    throw new CommandFailure(message("cli.unknown-lesson", { id: unknown }), [known]);
  }
  return [...folders].filter(([id]) => ids.length === 0 || ids.includes(id)).flatMap(([, found]) => found);
}

/** What reading shows to be wrong in these lessons, or in the whole course. */
export async function readLessons(
  contentDirectory: string,
  lessons: string[] | undefined,
): Promise<Problem[]> {
  if (lessons?.length === 0) return [];
  const problems = await checkLessons(contentDirectory);
  return problems.filter(
    ({ file }) => lessons === undefined || lessons.some((folder) => file.startsWith(`${folder}${sep}`)),
  );
}

async function lessonFolders(contentDirectory: string): Promise<Map<string, string[]>> {
  const folders = new Map<string, string[]>();
  for (const { directory } of await sessionFolders(contentDirectory)) {
    const parent = join(directory, "lessons");
    for (const id of await directoriesIn(parent))
      folders.set(id, [...(folders.get(id) ?? []), join(parent, id)]);
  }
  return folders;
}
