import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { ProofPlace } from "./lesson-proof.ts";

const recordSchema = z.object({
  proof: z.string().describe("Hash of what the proof did and demanded when it was recorded."),
  engine: z.string().describe("The Docker Engine's version."),
  compose: z.string().describe("The version of docker compose."),
  recorded: z.iso.date().describe("The day on which it was run."),
  steps: z.array(
    z.object({
      run: z.string(),
      exit: z.int(),
      output: z.array(z.string()).describe("Its lines, stdout and stderr as they came."),
    }),
  ),
});

/** What a proof of a lesson said when it was last recorded; kept beside it and shown in the lesson. */
export type ProofRecord = z.infer<typeof recordSchema>;

/** Undefined where there is none, or none that can be read: then it has to be recorded again. */
export async function readRecord({
  recordFile,
}: Pick<ProofPlace, "recordFile">): Promise<ProofRecord | undefined> {
  const text = await readFile(recordFile, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export async function writeRecord({ recordFile }: ProofPlace, record: ProofRecord): Promise<void> {
  await writeFile(recordFile, `${JSON.stringify(record, undefined, 2)}\n`);
}
