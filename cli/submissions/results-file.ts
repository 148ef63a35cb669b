import { createHash } from "node:crypto";
import { appendFile, readFile } from "node:fs/promises";
import { z } from "zod";
import type { WorkspaceFile } from "../../lib/compose/types.ts";
import type { LoadedExercise } from "../../lib/content/exercises.ts";
import { type RunResult, runResultSchema } from "../../lib/grading/result.ts";

/** A line of the file. The path is for people: what counts is what was handed in. */
const lineSchema = z.object({ key: z.string(), path: z.string(), result: runResultSchema });

/** Verdicts that are kept from one call to the next: a line of JSON for each submission that was graded. */
export type ResultsFile = {
  /** The verdict on the same files by the same exercise. */
  find(exercise: LoadedExercise, files: WorkspaceFile[]): RunResult | undefined;
  /** Written at once, so that nothing is lost however the command ends. */
  keep(exercise: LoadedExercise, files: WorkspaceFile[], path: string, result: RunResult): Promise<void>;
};

/** @throws the file system's error when the file cannot be read or written */
export async function openResultsFile(path: string): Promise<ResultsFile> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const known = new Map<string, RunResult>();
  for (const line of text.split("\n")) {
    const parsed = readLine(line);
    if (parsed) known.set(parsed.key, parsed.result);
  }
  // Now, and not after the first hour of grading, it turns out whether it can be written. A line that a crash tore
  // off must not take the next one with it.
  await appendFile(path, text === "" || text.endsWith("\n") ? "" : "\n");
  return {
    find: (exercise, files) => known.get(keyOf(exercise, files)),
    keep: async (exercise, files, from, result) => {
      const key = keyOf(exercise, files);
      known.set(key, result);
      await appendFile(path, `${JSON.stringify({ key, path: from, result })}\n`);
    },
  };
}

function readLine(line: string): z.infer<typeof lineSchema> | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function keyOf({ id, hash }: LoadedExercise, files: WorkspaceFile[]): string {
  const parts = [id, hash, files.map(({ path, content }) => [path, content])];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
