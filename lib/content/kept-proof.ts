import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { LoadedExercise } from "./exercises.ts";

const keptProofSchema = z.object({
  exercise: z.object({
    id: z.string(),
    hash: z.string().describe("Of the exercise's whole folder when it was last proven."),
  }),
  engine: z.string().describe("The Docker Engine's version."),
  compose: z.string().describe("The version of docker compose."),
  answers: z
    .record(
      z.string(),
      z.object({
        key: z.string().describe("Of the answer and everything that its verdict depends on."),
        at: z.iso.datetime().describe("When it was graded."),
        seconds: z.number().describe("How long its run took."),
      }),
    )
    .describe("The answers that were graded as they must be: solution, starter and mistakes."),
});

/** What `composelab check-content` has proven of an exercise on this machine's engine. */
export type KeptProof = z.infer<typeof keptProofSchema>;

export function proofFile(dataDirectory: string, exercise: string): string {
  return join(dataDirectory, "proofs", `${exercise}.json`);
}

/** Undefined where nothing is kept, or nothing that can be read: then it has to be proven again. */
export async function readKeptProof(dataDirectory: string, exercise: string): Promise<KeptProof | undefined> {
  const text = await readFile(proofFile(dataDirectory, exercise), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return keptProofSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * When the exercise was proven as it stands: all of its answers, the oldest of them. Undefined when something of it was
 * changed since, or an answer is still to be graded.
 */
export function wholeProof(
  { exercise: { hash }, answers }: KeptProof,
  loaded: Pick<LoadedExercise, "hash" | "exercise">,
): string | undefined {
  const needed = ["solution", "starter", ...Object.keys(loaded.exercise.mistakes)];
  if (hash !== loaded.hash) return undefined;
  const days = needed.map((answer) => answers[answer]?.at);
  return days.every((at) => at !== undefined) ? days.toSorted()[0] : undefined;
}
