import { join } from "node:path";
import { expect, it } from "vitest";
import { checkLessons } from "../../../lib/content/check-lessons.ts";
import { loadExercise } from "../../../lib/content/exercises.ts";
import { wholeProof } from "../../../lib/content/kept-proof.ts";
import { compileMdx } from "../../../lib/content/mdx/compile.ts";
import { ContentError } from "../../../lib/content/problem.ts";
import { disproveStep } from "../../../lib/content/proofs/judge-step.ts";
import { loadProof, proofPlace } from "../../../lib/content/proofs/lesson-proof.ts";
import type { ProofStep } from "../../../lib/content/proofs/proof-schema.ts";
import { contentFolder, englishLesson, koreanLesson, lessonWith, sessionPath } from "./content-folder.ts";

const folder = `${sessionPath}/lessons/first/proofs`;
const step = { run: "true", exit: 0, eventually: false } satisfies ProofStep;
const text = "steps:\n  - run: echo hello\n";

const claims = (body: string) => ({ [koreanLesson]: lessonWith(body), [englishLesson]: lessonWith(body) });
const claim = claims('<Proven claim="c" proof="one" />');

function record(proof: string): string {
  const steps = [{ run: "echo hello", exit: 0, output: ["hello there"] }];
  const made = { engine: "28.5.2+x", compose: "2.40.3", recorded: "2026-01-02" };
  return JSON.stringify({ proof, ...made, steps });
}

async function load(yaml: string) {
  const directory = await contentFolder({ [`${folder}/one.yaml`]: yaml });
  return loadProof(proofPlace(join(directory, sessionPath, "lessons/first"), "one"));
}

async function codesOf(files: Record<string, string>): Promise<string[]> {
  return (await checkLessons(await contentFolder(files))).map(({ message }) => message.code);
}

it.each([
  ["another exit code", {}, { exit: 3, output: "" }, "content.proof-exit", ["steps", 2, "run"]],
  [
    "output that lacks something",
    { shows: ["a", "^b$"] },
    { exit: 0, output: "a\nbb" },
    "content.proof-shows",
    ["steps", 2, "shows", 1],
  ],
  [
    "output that has too much",
    { hides: "^b" },
    { exit: 0, output: "a\nbb" },
    "content.proof-hides",
    ["steps", 2, "hides"],
  ],
])("%s must disprove a step, at the demand's place", (_, demands, result, code, path) => {
  const found = disproveStep({ ...step, ...demands }, 2, result);
  expect(found.map((one) => [one.message.code, one.path])).toEqual([[code, path]]);
});

it("a step whose demands are all met must hold", () => {
  const demands = { exit: 1, shows: ["^a$", "b+"], hides: "c" };
  expect(disproveStep({ ...step, ...demands }, 0, { exit: 1, output: "a\nbb\n" })).toEqual([]);
});

it.each([
  ["a pattern that is none", "steps:\n  - run: x\n    shows: ['(']\n", "content.proof-pattern", 3],
  ["a path that leads outside", "files:\n  ../a: b\nsteps:\n  - run: x\n", "content.proof-path", 2],
  ["an unknown key", "steps:\n  - run: x\n    shown: y\n", "content.schema-unknown-key", 3],
])("%s must be told with its line", async (_, yaml, code, line) => {
  const error = await load(yaml).catch((caught: unknown) => caught);
  const problems = error instanceof ContentError ? error.problems : [];
  expect(problems.map((problem) => [problem.message.code, problem.line])).toEqual([[code, line]]);
});

it("a comment or a note must not make a record old, a demand must", async () => {
  const { hash } = await load(text);
  expect((await load(`# why\n${text}    note: { ko: 가, en: a }\n`)).hash).toBe(hash);
  expect((await load(`${text}    shows: hello\n`)).hash).not.toBe(hash);
});

it("a claim must name a proof that the lesson has, or a check of an exercise", async () => {
  expect(await codesOf(claim)).toEqual(["content.unknown-proof", "content.unknown-proof"]);
  const twice = '<Proven claim="c" proof="one" exercise="x" check="y" />';
  expect(new Set(await codesOf(claims(twice)))).toEqual(new Set(["content.claim-unproven"]));
  const graded = claims('<Proven claim="c" exercise="nowhere" check="y" />');
  expect(new Set(await codesOf(graded))).toEqual(new Set(["content.unknown-exercise"]));
});

it("a proof must be claimed and have a record that is not older than what it demands", async () => {
  const yaml = { [`${folder}/one.yaml`]: text };
  const { hash } = await load(text);
  expect(await codesOf({ ...claim, ...yaml })).toEqual(["content.proof-unrecorded"]);
  expect(await codesOf({ ...claim, ...yaml, [`${folder}/one.json`]: record("other") })).toEqual([
    "content.proof-older",
  ]);
  expect(await codesOf({ ...claim, ...yaml, [`${folder}/one.json`]: record(hash) })).toEqual([]);
  expect(await codesOf({ ...yaml, [`${folder}/one.json`]: record(hash) })).toEqual([
    "content.proof-unclaimed",
  ]);
  expect(await codesOf({ [`${folder}/two.json`]: record(hash) })).toEqual(["content.record-stray"]);
});

it("a claim must open the commands and what they said, with its engine", async () => {
  const { hash } = await load(text);
  const files = { ...claim, [`${folder}/one.yaml`]: text, [`${folder}/one.json`]: record(hash) };
  const contentDirectory = await contentFolder(files);
  const file = join(contentDirectory, englishLesson);
  const { code } = await compileMdx({
    file,
    source: lessonWith('<Proven claim="c" proof="one" />'),
    contentDirectory,
    locale: "en",
  });
  expect(code).toContain("hello there");
  expect(code).toContain("28.5.2+x");
});

it("a picture must be told", async () => {
  expect(new Set(await codesOf(claims("![a](https://example.org/a.png)")))).toEqual(
    new Set(["content.image"]),
  );
});

it("an exercise must be shown as proven only as it stands, with all of its answers", async () => {
  const exercise = await loadExercise("healthy-before-start", join(import.meta.dirname, "../../../content"));
  const answers = Object.keys(exercise.exercise.mistakes).concat("solution", "starter");
  const graded = (at: string) => ({ key: "k", at, seconds: 1 });
  const kept = {
    exercise: { id: exercise.id, hash: exercise.hash },
    engine: "28.5.2",
    compose: "2.40.3",
    answers: Object.fromEntries(answers.map((name, day) => [name, graded(`2026-01-1${day}T00:00:00Z`)])),
  };
  expect(wholeProof(kept, exercise)).toBe("2026-01-10T00:00:00Z");
  expect(wholeProof({ ...kept, exercise: { id: exercise.id, hash: "before" } }, exercise)).toBeUndefined();
  const { solution: _, ...without } = kept.answers;
  expect(wholeProof({ ...kept, answers: without }, exercise)).toBeUndefined();
});
