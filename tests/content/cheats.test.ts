import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Exercise, Stage } from "../../lib/content/exercise-schema.ts";
import { loadExercise, loadSolution } from "../../lib/content/exercises.ts";
import { stepsNamedBy } from "../../lib/grading/judge.ts";
import type { RunResult } from "../../lib/grading/result.ts";
import type { RunnerContext } from "../../sandbox-runner/context.ts";
import { runExercise } from "../../sandbox-runner/grading/run.ts";
import { openTestContext } from "../engine/harness.ts";
import type { Cheat } from "./cheats/cheat.ts";
import { impostors } from "./cheats/impostors.ts";
import { shortCuts } from "./cheats/short-cuts.ts";

const cheats = [...impostors, ...shortCuts];
const minute = 60_000;

let context: RunnerContext & { close(): Promise<void> };

beforeAll(async () => {
  context = await openTestContext();
});

afterAll(async () => {
  await context?.close();
});

/** Only what leads to the checks that catch it: a trick need not be tried any further. */
function cutTo(exercise: Exercise, checks: string[]): Exercise {
  const wanted = new Set(checks);
  const stages: Stage[] = [];
  for (const stage of exercise.stages.toReversed()) {
    const isWanted = [stage, ...stage.checks, ...stage.steps].some(({ id }) => wanted.has(id));
    if (!isWanted) continue;
    stages.unshift(stage);
    for (const need of stage.needs) wanted.add(need);
    for (const check of stage.checks) for (const { id } of stepsNamedBy(check)) wanted.add(id);
  }
  return { ...exercise, stages };
}

async function grade({ exercise: id, files, caughtBy }: Cheat): Promise<RunResult> {
  const loaded = await loadExercise(id, context.settings.contentDirectory);
  const exercise = { ...loaded, exercise: cutTo(loaded.exercise, caughtBy) };
  const solution = await loadSolution(exercise.directory);
  const kept = solution.filter(({ path }) => files.every((file) => file.path !== path));
  const { signal } = new AbortController();
  return runExercise(context, { exercise, files: [...kept, ...files], emit: () => undefined, signal });
}

describe("a trick must not pay", () => {
  test.concurrent.each(cheats.map((cheat) => [`${cheat.exercise}: ${cheat.trick}`, cheat] as const))(
    "%s",
    async (_, cheat) => {
      const result = await grade(cheat);
      expect(result.kind).toBe("graded");
      const rejected = result.checks.filter(({ message }) => message.code === "grading.rejected");
      expect(rejected, "a trick that Compose does not take shows nothing").toEqual([]);
      const statuses = Object.fromEntries(result.checks.map(({ id, status }) => [id, status]));
      for (const id of cheat.caughtBy) expect(statuses[id], JSON.stringify(statuses)).not.toBe("passed");
      expect(result.score).toBeLessThan(result.maxScore);
    },
    3 * minute,
  );
});
