import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { message } from "../../i18n/message.ts";
import { ContentError, type Problem } from "../problem.ts";
import { loadProof, type ProofPlace, proofsIn } from "./lesson-proof.ts";
import { readRecord } from "./proof-record.ts";

/**
 * What is wrong with a lesson's proofs, as far as reading tells: each is claimed by the text, and has a record that is
 * not older than what it does.
 *
 * @param claimed the proofs that the text names.
 */
export async function checkProofs(lessonDirectory: string, claimed: Set<string>): Promise<Problem[]> {
  const places = await proofsIn(lessonDirectory);
  const problems = await Promise.all(places.map(checkProof));
  const unclaimed = places
    .filter(({ id }) => !claimed.has(id))
    .map(({ id, file }) => ({ file, message: message("content.proof-unclaimed", { id }) }));
  return [...problems.flat(), ...unclaimed, ...(await strayRecords(lessonDirectory, places))];
}

async function checkProof(place: ProofPlace): Promise<Problem[]> {
  try {
    const { file, hash, lesson } = await loadProof(place);
    const record = await readRecord(place);
    if (record?.proof === hash) return [];
    const code = record ? "content.proof-older" : "content.proof-unrecorded";
    return [{ file, message: message(code), remedy: message("content.record-proof", { lesson }) }];
  } catch (error) {
    if (error instanceof ContentError) return error.problems;
    throw error;
  }
}

async function strayRecords(lessonDirectory: string, places: ProofPlace[]): Promise<Problem[]> {
  const folder = join(lessonDirectory, "proofs");
  const known = new Set(places.map(({ recordFile }) => recordFile));
  const names = await readdir(folder).catch(() => []);
  return names
    .map((name) => join(folder, name))
    .filter((file) => file.endsWith(".json") && !known.has(file))
    .map((file) => ({ file, message: message("content.record-stray") }));
}
