import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LoadedExercise, loadExercise } from "../../lib/content/exercises.ts";
import type { RunEvent } from "../../lib/grading/events.ts";
import { runResultSchema } from "../../lib/grading/result.ts";
import type { RunnerContext } from "../../sandbox-runner/context.ts";
import { runExercise } from "../../sandbox-runner/grading/run.ts";
import { toolboxName } from "../../sandbox-runner/sandbox/paths.ts";
import { sandboxesOnEngine } from "../../sandbox-runner/sandbox/reaper.ts";
import { openTestContext } from "./harness.ts";

let context: RunnerContext & { close(): Promise<void> };
let exercise: LoadedExercise;

beforeAll(async () => {
  context = await openTestContext();
  exercise = await loadExercise("healthy-before-start", context.settings.contentDirectory);
});

afterAll(async () => {
  await context.close();
});

/** Runs an answer; `react` sees every event as it comes. */
async function run(content: string, react: (event: RunEvent, stop: () => void) => void = () => undefined) {
  const controller = new AbortController();
  const events: RunEvent[] = [];
  const result = await runExercise(context, {
    exercise,
    files: content === "" ? [] : [{ path: "compose.yaml", content }],
    emit: (event) => {
      events.push(event);
      react(event, () => controller.abort());
    },
    signal: controller.signal,
  });
  return { result: runResultSchema.parse(result), events };
}

const starter = () => exercise.starter[0]?.content ?? "";

describe("a run", () => {
  test("must grade a file that is no YAML, with Compose's own words and the line", async () => {
    const { result } = await run("services:\n  api:\n    image: lab/api\n   ports: [80]\n");
    expect(result.kind).toBe("graded");
    expect(result.score).toBe(0);
    expect(result.checks[0]).toMatchObject({
      id: "file",
      status: "failed",
      location: { file: "compose.yaml" },
    });
    expect(result.checks[0]?.message.params.words).toMatch(/yaml/i);
    expect(result.checks.filter(({ status }) => status === "skipped").length).toBeGreaterThan(5);
  });

  test("must not be graded without files", async () => {
    const { result } = await run("");
    expect(result).toMatchObject({ kind: "ungradable", reason: { code: "grading.no-files" } });
  });

  test("must end when it is cancelled, and leave nothing behind", async () => {
    const { result } = await run(starter(), (event, stop) => {
      if (event.type === "service" && event.state === "started") stop();
    });
    expect(result).toMatchObject({ kind: "ungradable", score: 0, reason: { code: "grading.cancelled" } });
    expect([...(await sandboxesOnEngine(context)).keys()]).toEqual([]);
  });

  test("must never blame the student when the lab breaks under it", async () => {
    const { result } = await run(starter(), (event) => {
      if (event.type === "service" && event.state === "created") void removeToolboxes();
    });
    expect(result).toMatchObject({
      kind: "infra_error",
      score: 0,
      reason: { code: "grading.platform-fault" },
    });
  });

  test("must tell what it does while it does it", async () => {
    const { events, result } = await run(
      "services:\n  db:\n    image: busybox\n    command: [sleep, '60']\n",
    );
    const stages = events.flatMap((event) =>
      event.type === "stage" ? [`${event.stage} ${event.state}`] : [],
    );
    expect(stages.slice(0, 4)).toEqual(["model started", "model ended", "up started", "up ended"]);
    expect(events.some((event) => event.type === "service" && event.container === "workspace-db-1")).toBe(
      true,
    );
    const decided = events.flatMap((event) => (event.type === "check" ? [event.result.id] : []));
    expect(decided.toSorted()).toEqual(result.checks.map(({ id }) => id).toSorted());
    expect(result.provenance.images).toMatchObject({ busybox: expect.stringMatching(/^sha256:/) });
    expect(result.phases.map(({ name }) => name).slice(0, 3)).toEqual(["prepare", "model", "up"]);
  });
});

async function removeToolboxes(): Promise<void> {
  for (const id of (await sandboxesOnEngine(context)).keys()) {
    await context.engine.docker
      .getContainer(toolboxName(id))
      .remove({ force: true })
      .catch(() => undefined);
  }
}
