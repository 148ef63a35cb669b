import { placedIn } from "../../lib/content/placed-in.ts";
import { ContentError, type Problem } from "../../lib/content/problem.ts";
import { type LessonProof, loadProof, type ProofPlace } from "../../lib/content/proofs/lesson-proof.ts";
import { readRecord, writeRecord } from "../../lib/content/proofs/proof-record.ts";
import { type Message, message } from "../../lib/i18n/message.ts";
import type { RunnerContext } from "../../sandbox-runner/context.ts";
import type { ImageCatalogue } from "../../sandbox-runner/images/catalogue.ts";
import { runProof } from "../../sandbox-runner/proofs/run-proof.ts";
import type { Slots } from "../grading/laboratory.ts";
import { imagesNamedIn } from "./images-named-in.ts";

export type LessonProofOptions = {
  slots: Slots;
  signal: AbortSignal;
  say: (progress: Message) => void;
  /** Leave out what has a record that is not older than its proof. */
  changed: boolean;
  /** `due`: write records of what has none from this engine since it changed, and run nothing else; `all`: of all. */
  record?: "due" | "all";
};

/** Reads proofs; those that cannot be read are problems. */
export async function readProofs(
  places: ProofPlace[],
): Promise<{ proofs: LessonProof[]; problems: Problem[] }> {
  const proofs: LessonProof[] = [];
  const problems: Problem[] = [];
  for (const place of places) {
    try {
      proofs.push(await loadProof(place));
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { proofs, problems };
}

/** The references of the lab's images that are named anywhere in the proofs. */
export function imagesOfProofs(proofs: LessonProof[], catalogue: ImageCatalogue): string[] {
  const texts = proofs.flatMap(({ files, steps }) => [
    ...files.map(({ content }) => content),
    ...steps.map(({ run }) => run),
  ]);
  return imagesNamedIn(texts, catalogue);
}

/** Runs proofs of lessons on the real engine. What did not hold, by the proofs' files. */
export async function proveLessons(
  context: RunnerContext,
  proofs: LessonProof[],
  options: LessonProofOptions,
): Promise<Map<string, Problem[]>> {
  const due: LessonProof[] = [];
  for (const proof of proofs) if (await isDue(context, proof, options)) due.push(proof);
  const found = await Promise.all(due.map((proof) => options.slots(() => proveOne(context, proof, options))));
  return new Map(due.map(({ file }, index) => [file, found[index] ?? []]));
}

async function isDue(
  { engine }: RunnerContext,
  proof: LessonProof,
  { changed, record }: LessonProofOptions,
): Promise<boolean> {
  if (record === "all" || (!record && !changed)) return true;
  const kept = await readRecord(proof);
  return kept?.proof !== proof.hash || (record === "due" && kept.engine !== engine.version);
}

async function proveOne(
  context: RunnerContext,
  proof: LessonProof,
  { signal, say, record: recording }: LessonProofOptions,
): Promise<Problem[]> {
  const startedAt = Date.now();
  const name = `${proof.lesson}/${proof.id}`;
  try {
    const { record, disproofs } = await runProof(context, proof, signal);
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    const held = disproofs.length === 0;
    say(message(held ? "cli.claim-held" : "cli.claim-broken", { name, seconds }));
    if (held && recording) await writeRecord(proof, record);
    return await placedIn(proof.file, disproofs);
  } catch (error) {
    // Also when it was called off: the others still have sandboxes to remove, and nobody may leave before them.
    const words = error instanceof Error ? error.message : String(error);
    return [{ file: proof.file, message: message("content.proof-broke-off", { words }) }];
  }
}
