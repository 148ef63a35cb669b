import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exerciseSchema } from "../../lib/content/exercise-schema.ts";
import { type LoadedExercise, loadExercise, loadSolution } from "../../lib/content/exercises.ts";
import type { CheckResult } from "../../lib/grading/result.ts";
import { sandboxFilter } from "../../sandbox-runner/sandbox/labels.ts";
import { until } from "../unit/db/until.ts";
import { openLiveStand } from "./live-stand.ts";

const course = join(import.meta.dirname, "../fixtures/small-course");

/** The fixture's exercise with a check that is kept back, and a stage that disturbs. */
async function withMore(): Promise<LoadedExercise> {
  const loaded = await loadExercise("small", course);
  const [up] = loaded.exercise.stages;
  const both = { ko: "하나", en: "One" };
  const exercise = exerciseSchema.parse({
    ...loaded.exercise,
    stages: [
      {
        id: "model",
        title: both,
        checks: [{ id: "file", points: 1, task: "both", type: "accepted" }],
      },
      {
        ...up,
        checks: [
          ...(up?.checks ?? []),
          {
            id: "kept-back",
            points: 1,
            task: "both",
            type: "running",
            service: "web",
            visibility: "after-submit",
          },
        ],
      },
      {
        id: "again",
        title: both,
        needs: ["comes-up"],
        steps: [{ id: "killed", act: "restart", service: "web" }],
        checks: [
          { id: "comes-back", points: 1, task: "both", type: "healthy", service: "web", eventually: 20 },
        ],
      },
    ],
  });
  return { ...loaded, exercise };
}

let stand: Awaited<ReturnType<typeof openLiveStand>>;
let exercise: LoadedExercise;

beforeAll(async () => {
  exercise = await withMore();
  stand = await openLiveStand(async () => exercise);
});

afterAll(async () => {
  await stand?.close();
});

const probesIn = async (id: string) =>
  (await stand.context.engine.docker.listContainers({ all: true, filters: sandboxFilter(id, "probe") }))
    .length;

describe("the checks of a live sandbox", () => {
  test("must tick as the student works, try all on request without an attempt, and leave nothing behind", async () => {
    const { id } = await stand.open(await loadSolution(exercise.directory));
    const page = await stand.checks(id);
    const hello = await until(async () => page.events.find((event) => event.type === "hello"));
    const { byThemselves } = hello.type === "hello" ? hello : { byThemselves: [] };
    expect(byThemselves).toContain("reachable");
    for (const other of ["comes-up", "comes-back", "kept-back"]) expect(byThemselves).not.toContain(other);

    const ticks = () =>
      page.events.flatMap((event) => (event.type === "ticking" ? event.ticking : [])).at(-1);
    const stateOf = (check: string) => ticks()?.results.find((result) => result.id === check)?.status;
    await until(async () => stateOf("file") === "passed");
    expect(stateOf("reachable")).toBeUndefined();

    const terminal = await stand.terminal(id, "one");
    terminal.type("docker compose up -d && echo up-$((1+1))\r");
    await terminal.shows("up-2", 60_000);
    await until(async () => stateOf("reachable") === "passed" && stateOf("healthy") === "passed", 60_000);
    terminal.type("docker compose stop asker; echo all-$(docker ps -aq | wc -l)\r");
    // The grader's own places are nothing that a student sees.
    await terminal.shows("all-2", 60_000);
    await until(async () => stateOf("reachable") === "failed", 30_000);

    page.send({ type: "check" });
    const ended = await until(
      async () => page.events.find((event) => event.type === "trial" && event.trial.endedAt !== null),
      90_000,
    );
    expect(ended).toMatchObject({ trial: { state: "ended" } });
    const results = page.events.flatMap((event): CheckResult[] =>
      event.type === "event" && event.event.type === "check" ? [event.event.result] : [],
    );
    expect(Object.fromEntries(results.map((result) => [result.id, result.status]))).toEqual({
      file: "passed",
      "comes-up": "passed",
      healthy: "passed",
      reachable: "passed",
      answers: "passed",
      "comes-back": "passed",
    });
    const figures = page.events.flatMap((event) => (event.type === "figures" ? event.figures : []));
    expect(figures.map(({ kind }) => kind)).toEqual(["start-order"]);
    expect(JSON.stringify(page.events)).not.toContain("kept-back");
    await until(async () => stateOf("reachable") === "passed", 60_000);

    page.close();
    await until(async () => (await probesIn(id)) === 0, 30_000);
    terminal.type("echo running-$(docker ps -q | wc -l)\r");
    await terminal.shows("running-2");
  }, 180_000);
});
