import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type KeptProof, proofFile, readKeptProof } from "../../lib/content/kept-proof.ts";
import type { RunResult } from "../../lib/grading/result.ts";
import type { RunnerContext } from "../../sandbox-runner/context.ts";
import { toolboxReference } from "../../sandbox-runner/sandbox/toolbox.ts";
import { graderHash } from "./grader-hash.ts";
import type { Trial } from "./trials.ts";

type Outcome = { held: boolean; seconds: number; result: RunResult };

/** Which answers were graded as they must be, and with what: by exercise in the data directory. */
export type ProofRecord = {
  /** Whether the same answer held before, with the same exercise, grader, images and engine. */
  holds(trial: Trial): Promise<boolean>;
  keep(trial: Trial, outcome: Outcome): Promise<void>;
};

export async function openProofRecord(context: RunnerContext): Promise<ProofRecord> {
  const directory = context.settings.dataDirectory;
  const grader = await graderHash();
  const kept = new Map<string, Promise<KeptProof | undefined>>();
  const images = new Map<string, Promise<string>>();
  let writing: Promise<void> = Promise.resolve();

  const imageId = (reference: string) => {
    const known = images.get(reference) ?? idOnEngine(context, reference);
    images.set(reference, known);
    return known;
  };
  const keyOf = async ({ loaded, answer, files }: Trial) => {
    const { stages, limits, mistakes, images: used } = loaded.exercise;
    const references = [
      toolboxReference(context),
      ...used.map((one) => context.catalogue.engineReference(one) ?? one),
    ];
    const ids = await Promise.all(references.map(imageId));
    const parts = [grader, context.engine.version, ids, stages, limits, mistakes[answer]?.fails, files];
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
  };
  const recordOf = (id: string) => {
    const known = kept.get(id) ?? readKeptProof(directory, id);
    kept.set(id, known);
    return known;
  };
  return {
    holds: async (trial) => {
      const record = await recordOf(trial.loaded.id);
      return record?.answers[trial.answer]?.key === (await keyOf(trial));
    },
    keep: async (trial, outcome) => {
      const key = await keyOf(trial);
      // One after the other: two answers of an exercise may end at once, and both stand in its file.
      writing = writing.then(async () => {
        const before = await recordOf(trial.loaded.id);
        const next = withOutcome(before, trial, { ...outcome, key });
        kept.set(trial.loaded.id, Promise.resolve(next));
        await write(directory, next);
      });
      await writing;
    },
  };
}

function withOutcome(
  before: KeptProof | undefined,
  trial: Trial,
  outcome: Outcome & { key: string },
): KeptProof {
  const { loaded, answer } = trial;
  const { held, seconds, result, key } = outcome;
  const names = ["starter", "solution", ...Object.keys(loaded.exercise.mistakes)];
  const others = Object.entries(before?.answers ?? {}).filter(
    ([name]) => names.includes(name) && name !== answer,
  );
  const at = result.provenance.gradedAt;
  return {
    exercise: { id: loaded.id, hash: loaded.hash },
    ...engineOf(before, result),
    answers: { ...Object.fromEntries(others), ...(held && { [answer]: { key, at, seconds } }) },
  };
}

function engineOf(
  before: KeptProof | undefined,
  { provenance }: RunResult,
): Pick<KeptProof, "engine" | "compose"> {
  const engine = provenance.engine?.version ?? before?.engine ?? "";
  return { engine, compose: provenance.compose ?? before?.compose ?? "" };
}

async function idOnEngine({ engine }: RunnerContext, reference: string): Promise<string> {
  return (await engine.docker.getImage(reference).inspect()).Id;
}

async function write(directory: string, proof: KeptProof): Promise<void> {
  const file = proofFile(directory, proof.exercise.id);
  await mkdir(join(file, ".."), { recursive: true });
  // Whoever reads it meanwhile sees the old one or the new one.
  await writeFile(`${file}.${process.pid}`, `${JSON.stringify(proof, undefined, 2)}\n`);
  await rename(`${file}.${process.pid}`, file);
}
