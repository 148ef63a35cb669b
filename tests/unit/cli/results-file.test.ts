import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openResultsFile } from "../../../cli/submissions/results-file.ts";
import type { LoadedExercise } from "../../../lib/content/exercises.ts";
import type { RunResult } from "../../../lib/grading/result.ts";

// Only what a verdict belongs to is looked at.
const exercise = { id: "one", hash: "h" } as LoadedExercise;
const files = [{ path: "compose.yaml", content: "services: {}\n" }];
const result: RunResult = {
  kind: "graded",
  exercise: { id: "one", hash: "h" },
  score: 5,
  maxScore: 10,
  checks: [],
  phases: [],
  provenance: { images: {}, gradedAt: "2026-11-23T12:00:00.000Z" },
};
let path: string;

beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "composelab-results-")), "results.jsonl");
});

afterEach(() => rm(join(path, ".."), { recursive: true, force: true }));

it("a verdict must be found again for the same files and exercise, wherever they lie", async () => {
  await (await openResultsFile(path)).keep(exercise, files, "class/kim", result);
  expect((await openResultsFile(path)).find(exercise, files)).toEqual(result);
});

it("a verdict must not be found for other files or a changed exercise", async () => {
  await (await openResultsFile(path)).keep(exercise, files, "class/kim", result);
  const again = await openResultsFile(path);
  expect(again.find({ ...exercise, hash: "h2" }, files)).toBeUndefined();
  expect(again.find(exercise, [{ path: "compose.yaml", content: "services: {} \n" }])).toBeUndefined();
  expect(again.find(exercise, [...files, { path: ".env", content: "" }])).toBeUndefined();
});

it("a line that a crash tore off must cost that verdict alone", async () => {
  const first = await openResultsFile(path);
  await first.keep(exercise, files, "class/kim", result);
  await appendFile(path, '{"key":"abc","path":"class/le');
  const second = await openResultsFile(path);
  await second.keep(exercise, [{ path: "a", content: "b" }], "class/park", result);
  const third = await openResultsFile(path);
  expect(third.find(exercise, files)).toEqual(result);
  expect(third.find(exercise, [{ path: "a", content: "b" }])).toEqual(result);
  expect((await readFile(path, "utf8")).trimEnd().split("\n")).toHaveLength(3);
});

it("a file that cannot be written must be told before anything is graded", async () => {
  await expect(openResultsFile(join(path, "..", "nowhere", "results.jsonl"))).rejects.toThrow("ENOENT");
});
