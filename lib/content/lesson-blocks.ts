import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { directoriesIn, isFile, sessionFolders } from "./folders.ts";
import { compileMdx } from "./mdx/compile.ts";
import { ContentError } from "./problem.ts";
import type { RunnableBlock } from "./runnable.ts";

/** A lesson with blocks that a reader can run, in the language whose lines problems name. */
export type LessonBlocks = { lesson: string; file: string; blocks: RunnableBlock[] };

/**
 * The lessons that have such blocks. Texts that cannot be read are left out: `checkLessons` tells them, and that both
 * languages run the same.
 *
 * @param folders of lessons; undefined means all.
 */
export async function listLessonBlocks(
  contentDirectory: string,
  folders: string[] | undefined,
): Promise<LessonBlocks[]> {
  const known = folders ?? (await lessonFolders(contentDirectory));
  const lessons = await Promise.all(known.map((folder) => readBlocks(contentDirectory, folder)));
  return lessons.flatMap((lesson) => (lesson && lesson.blocks.length > 0 ? [lesson] : []));
}

async function lessonFolders(contentDirectory: string): Promise<string[]> {
  const sessions = await sessionFolders(contentDirectory);
  const parents = sessions.map(({ directory }) => join(directory, "lessons"));
  const names = await Promise.all(parents.map((parent) => directoriesIn(parent)));
  return parents.flatMap((parent, index) => (names[index] ?? []).map((name) => join(parent, name)));
}

async function readBlocks(contentDirectory: string, folder: string): Promise<LessonBlocks | undefined> {
  const file = join(folder, "lesson.ko.mdx");
  if (!(await isFile(file))) return undefined;
  const source = await readFile(file, "utf8");
  try {
    const { runs } = await compileMdx({ file, source, contentDirectory, locale: "ko" });
    return { lesson: basename(folder), file, blocks: runs };
  } catch (error) {
    if (error instanceof ContentError) return undefined;
    throw error;
  }
}
