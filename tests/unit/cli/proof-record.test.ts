import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openProofRecord } from "../../../cli/proof/record.ts";
import { longestFirst, type Trial, trialsOf } from "../../../cli/proof/trials.ts";
import { readSettings } from "../../../lib/config/settings.ts";
import { loadExercise } from "../../../lib/content/exercises.ts";
import type { RunResult } from "../../../lib/grading/result.ts";
import type { RunnerContext } from "../../../sandbox-runner/context.ts";

const real = readSettings(process.env);
const loaded = await loadExercise("healthy-before-start", real.contentDirectory);
const result: RunResult = {
  kind: "graded",
  exercise: { id: loaded.id, hash: loaded.hash },
  score: 100,
  maxScore: 100,
  checks: [],
  phases: [],
  provenance: { compose: "2.40.3", images: {}, gradedAt: "2026-11-23T12:00:00.000Z" },
};
let dataDirectory: string;
let machine: { version: string; imageId: string };

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "composelab-proof-"));
  machine = { version: "28.5.2", imageId: "sha256:one" };
});

afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

/** Only what a record asks for. */
function contextOf({ version, imageId }: typeof machine): RunnerContext {
  const docker = { getImage: () => ({ inspect: async () => ({ Id: imageId }) }) };
  const catalogue = {
    entries: [{ id: "toolbox", engineTag: "toolbox" }],
    engineReference: (name: string) => name,
  };
  return {
    settings: { ...real, dataDirectory },
    engine: { version, docker },
    catalogue,
  } as unknown as RunnerContext;
}

async function holds(trial: Trial): Promise<boolean> {
  return (await openProofRecord(contextOf(machine))).holds(trial);
}

async function keepAll(trials: Trial[], held = true): Promise<void> {
  const record = await openProofRecord(contextOf(machine));
  await Promise.all(trials.map((trial) => record.keep(trial, { held, seconds: 1, result })));
}

it("what was graded as it must be must not be graded again while nothing has changed", async () => {
  const trials = await trialsOf(loaded);
  expect(await holds(trials[0] as Trial)).toBe(false);
  await keepAll(trials);
  for (const trial of trials) expect(await holds(trial)).toBe(true);
});

it("an answer must be graded again when its files, its exercise, an image or the engine has changed", async () => {
  const [solution, starter] = await trialsOf(loaded);
  if (!solution || !starter) throw new Error("no answers");
  await keepAll([solution, starter]);
  expect(await holds({ ...solution, files: [{ path: "compose.yaml", content: "services: {}" }] })).toBe(
    false,
  );
  const exercise = { ...loaded.exercise, limits: { seconds: 99 } };
  expect(await holds({ ...solution, loaded: { ...loaded, exercise } })).toBe(false);
  for (const changed of [{ version: "29.0.0" }, { imageId: "sha256:two" }]) {
    const before = machine;
    machine = { ...machine, ...changed };
    expect(await holds(starter)).toBe(false);
    machine = before;
  }
  expect(await holds(starter)).toBe(true);
});

it("what students only read must not have anything graded again", async () => {
  const [solution] = await trialsOf(loaded);
  if (!solution) throw new Error("no answers");
  await keepAll([solution]);
  const exercise = { ...loaded.exercise, title: { ko: "다른 제목", en: "Another title" }, minutes: 99 };
  expect(await holds({ ...solution, loaded: { ...loaded, hash: "another", exercise } })).toBe(true);
});

it("what was not graded as it must be must be forgotten, even if it once was", async () => {
  const [solution] = await trialsOf(loaded);
  if (!solution) throw new Error("no answers");
  await keepAll([solution]);
  await keepAll([solution], false);
  expect(await holds(solution)).toBe(false);
});

it("the longest must be graded first, so that nobody waits for one that began last", async () => {
  const seconds = longestFirst(await trialsOf(loaded)).map((trial) => trial.seconds);
  expect(seconds).toEqual([...seconds].sort((one, other) => other - one));
  expect(new Set(seconds).size).toBeGreaterThan(1);
});
