import { beforeAll, expect, it } from "vitest";
import { examineContent, proofJobs } from "../../cli/proof/examine.ts";
import { readSettings } from "../../lib/config/settings.ts";
import { listExercises } from "../../lib/content/exercises.ts";
import { listLessonBlocks } from "../../lib/content/lesson-blocks.ts";
import { formatProblem, type Problem } from "../../lib/content/problem.ts";
import { listProofs } from "../../lib/content/proofs/lesson-proof.ts";
import type { Message } from "../../lib/i18n/message.ts";
import { translate } from "../../lib/i18n/translate.ts";

const minutes = 60_000;
const settings = readSettings(process.env);
const ids = await listExercises(settings.contentDirectory);
const places = await listProofs(settings.contentDirectory);
let problems = new Map<string, Problem[]>();
const lessons = await listLessonBlocks(settings.contentDirectory, undefined);
let disproved = new Map<string, Problem[]>();
let failed = new Map<string, Problem[]>();

/** All of them side by side in one laboratory: so they take as long as the machine needs, not as they wait. */
beforeAll(async () => {
  const say = (progress: Message) => process.stderr.write(`${translate(progress, "en")}\n`);
  const { signal } = new AbortController();
  const options = { engine: true, changed: false, jobs: proofJobs(settings), signal, say };
  const chosen = { exercises: ids, proofs: places, blocks: lessons };
  const found = await examineContent(settings, chosen, options);
  problems = found.exercises;
  disproved = found.proofs;
  failed = found.blocks;
}, 40 * minutes);

it("there must be exercises to prove", () => {
  expect(ids).toEqual(expect.arrayContaining(["healthy-before-start", "repair-the-example"]));
});

it.each(ids)("%s must be solvable, not solved by its starter, and fail every mistake as it says", (id) => {
  expect(problems.get(id)?.map((problem) => formatProblem(problem, "en"))).toEqual([]);
});

it.each(places.map((place) => ({ ...place, name: `${place.lesson}/${place.id}` })))(
  "the claim $name must hold on the engine",
  ({ file }) => {
    expect(disproved.get(file)?.map((problem) => formatProblem(problem, "en"))).toEqual([]);
  },
);

it.each(lessons)("every block of the lesson $lesson must run as it says", ({ file }) => {
  expect(failed.get(file)?.map((problem) => formatProblem(problem, "en"))).toEqual([]);
});
