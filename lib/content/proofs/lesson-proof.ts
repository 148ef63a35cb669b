import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { WorkspaceFile } from "../../compose/types.ts";
import { directoriesIn, sessionFolders } from "../folders.ts";
import { readYamlFile } from "../yaml-file.ts";
import { type ProofStep, proofSchema } from "./proof-schema.ts";

/** Where a proof of a lesson is written down, and where its record is kept. */
export type ProofPlace = { lesson: string; id: string; file: string; recordFile: string };

export type LessonProof = ProofPlace & {
  /** Relative to the workspace. */
  folder: string;
  /** Of the workspace: their paths begin with the folder. */
  files: WorkspaceFile[];
  steps: ProofStep[];
  /** Of all that it does and demands; comments and notes may change without a new record. */
  hash: string;
};

/** Every proof of every lesson, in the order of the lessons' folders. */
export async function listProofs(contentDirectory: string): Promise<ProofPlace[]> {
  const places: ProofPlace[] = [];
  for (const { directory } of await sessionFolders(contentDirectory)) {
    const lessons = join(directory, "lessons");
    for (const lesson of await directoriesIn(lessons))
      places.push(...(await proofsIn(join(lessons, lesson))));
  }
  return places;
}

/** The proofs of one lesson, by the folder of the lesson. */
export async function proofsIn(lessonDirectory: string): Promise<ProofPlace[]> {
  const names = await readdir(join(lessonDirectory, "proofs")).catch(() => []);
  return names
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => proofPlace(lessonDirectory, name.slice(0, -".yaml".length)));
}

/** Everything that a lesson's text takes from its proofs, to see whether it has changed. */
export async function proofTexts(lessonDirectory: string): Promise<string> {
  const places = await proofsIn(lessonDirectory);
  const files = places.flatMap(({ file, recordFile }) => [file, recordFile]);
  return (await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")))).join("\0");
}

/** The place of a proof, whether it is there or not. */
export function proofPlace(lessonDirectory: string, id: string): ProofPlace {
  const path = join(lessonDirectory, "proofs", id);
  return { lesson: basename(lessonDirectory), id, file: `${path}.yaml`, recordFile: `${path}.json` };
}

/** Throws a ContentError with a line for everything that is wrong in the file. */
export async function loadProof(place: ProofPlace): Promise<LessonProof> {
  const { folder = place.id, files, steps } = await readYamlFile(place.file, proofSchema);
  const meaning = { folder, files, steps: steps.map(({ note: _, ...step }) => step) };
  return {
    ...place,
    folder,
    files: Object.entries(files).map(([path, content]) => ({ path: `${folder}/${path}`, content })),
    steps,
    hash: createHash("sha256").update(JSON.stringify(meaning)).digest("hex").slice(0, 16),
  };
}
