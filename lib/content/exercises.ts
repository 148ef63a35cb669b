import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorkspaceFile } from "../compose/types.ts";
import type { Locale } from "../i18n/message.ts";
import { message } from "../i18n/message.ts";
import { checkReferences } from "./exercise-references.ts";
import { type Exercise, exerciseSchema } from "./exercise-schema.ts";
import { directoriesIn, isFile, sessionFolders } from "./folders.ts";
import { ContentError } from "./problem.ts";
import { readWorkspace } from "./workspace-files.ts";
import { readYamlFile } from "./yaml-file.ts";

export type LoadedExercise = {
  id: string;
  directory: string;
  /** Of everything in the exercise's folder: a verdict belongs to one hash. */
  hash: string;
  exercise: Exercise;
  starter: WorkspaceFile[];
  /** MDX by language. */
  briefs: Record<Locale, string>;
};

/** No course has an exercise of this name. */
export class UnknownExercise extends Error {
  override readonly name = "UnknownExercise";
  readonly id: string;
  /** The exercises that there are. */
  readonly known: string[];

  constructor(id: string, known: string[]) {
    super(`there is no exercise "${id}"`);
    this.id = id;
    this.known = known;
  }
}

/** The ids of all exercises of all courses, in the order in which they are met. */
export async function listExercises(contentDirectory: string): Promise<string[]> {
  return [...(await exerciseFolders(contentDirectory)).keys()];
}

/** Reads an exercise from its folder. Throws UnknownExercise, or ContentError with every problem it has. */
export async function loadExercise(id: string, contentDirectory: string): Promise<LoadedExercise> {
  const folders = await exerciseFolders(contentDirectory);
  const directory = folders.get(id);
  if (!directory) throw new UnknownExercise(id, [...folders.keys()]);
  const file = join(directory, "exercise.yaml");
  const exercise = await readYamlFile(file, exerciseSchema.superRefine(checkReferences));
  if (exercise.id !== id) {
    throw new ContentError([
      {
        file,
        line: await lineOfId(file),
        message: message("grading.content-id", { id, found: exercise.id }),
        remedy: message("content.rename-id"),
      },
    ]);
  }
  const starter = await partOf(directory, "starter");
  const briefs = { ko: await briefOf(directory, "ko"), en: await briefOf(directory, "en") };
  return { id, directory, hash: await hashOf(directory), exercise, starter, briefs };
}

/** The reference answer. */
export function loadSolution(directory: string): Promise<WorkspaceFile[]> {
  return partOf(directory, "solution");
}

/** A wrong answer: the solution with the files of the mistake's folder laid over it. */
export async function loadMistake(directory: string, name: string): Promise<WorkspaceFile[]> {
  const solution = await loadSolution(directory);
  const changed = await partOf(directory, `mistakes/${name}`);
  const kept = solution.filter((file) => !changed.some((other) => other.path === file.path));
  return [...kept, ...changed];
}

async function lineOfId(file: string): Promise<number> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return (
    Math.max(
      0,
      lines.findIndex((line) => line.startsWith("id:")),
    ) + 1
  );
}

async function exerciseFolders(contentDirectory: string): Promise<Map<string, string>> {
  const folders = new Map<string, string>();
  for (const session of await sessionFolders(contentDirectory)) {
    const parent = join(session.directory, "exercises");
    for (const id of await directoriesIn(parent)) {
      const directory = join(parent, id);
      if (!(await isFile(join(directory, "exercise.yaml")))) continue;
      const other = folders.get(id);
      if (other)
        throw new ContentError([
          { file: directory, message: message("grading.content-twice", { id, other }) },
        ]);
      folders.set(id, directory);
    }
  }
  return folders;
}

async function partOf(directory: string, part: string): Promise<WorkspaceFile[]> {
  const path = join(directory, part);
  const files = await readWorkspace(path).catch(() => []);
  if (files.length > 0) return files;
  throw new ContentError([{ file: path, message: message("grading.content-no-files", { part }) }]);
}

async function briefOf(directory: string, locale: Locale): Promise<string> {
  const file = join(directory, `brief.${locale}.mdx`);
  const text = await readFile(file, "utf8").catch(() => "");
  if (text.trim() !== "") return text;
  throw new ContentError([{ file, message: message("grading.content-no-brief", { locale }) }]);
}

async function hashOf(directory: string): Promise<string> {
  const hash = createHash("sha256");
  for (const { path, content } of await readWorkspace(directory)) {
    hash.update(`${path}\0${content.length}\0${content}`);
  }
  return hash.digest("hex").slice(0, 16);
}
