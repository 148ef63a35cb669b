import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { WorkspaceFile } from "../../lib/compose/types.ts";
import { readSettings } from "../../lib/config/settings.ts";
import { loadExercise, loadSolution } from "../../lib/content/exercises.ts";
import { eventsAfter } from "../../lib/db/attempt-events.ts";
import { readAttempt } from "../../lib/db/attempts.ts";
import { type OpenDatabase, openDatabase } from "../../lib/db/client.ts";
import { databaseUrl } from "../../lib/db/embedded/paths.ts";
import { startPostgres, stopPostgres } from "../../lib/db/embedded/server.ts";
import { ensureLearner } from "../../lib/db/learners.ts";
import { migrateDatabase } from "../../lib/db/migrate.ts";
import { openQueue, type Queue } from "../../lib/db/queue.ts";
import { liveRunners } from "../../lib/db/runners.ts";
import { latestSandbox } from "../../lib/db/sandboxes.ts";
import { tokenHeader } from "../../lib/live/between.ts";
import { closeCodes } from "../../lib/live/limits.ts";
import { type BorrowedEngine, borrowEngine } from "../engine/borrowed-engine.ts";
import { openChannel, openTerminal } from "../engine/live-stand.ts";
import { makeAttempt } from "../unit/db/make-attempt.ts";
import { until as untilAnswered } from "../unit/db/until.ts";
import { remainsOn } from "./engine-remains.ts";
import { openDoor } from "./namespace-door.ts";
import { until } from "./product.ts";

const root = path.join(import.meta.dirname, "../..");
const course = path.join(root, "tests/fixtures/small-course");

let engine: BorrowedEngine;
let content: string;
let opened: OpenDatabase;
let queue: Queue;
let runner: ChildProcess;

/** The product's own runner and database, on an engine whose parts may be killed. */
describe.skipIf(process.getuid?.() !== 0)("with an engine of its own", () => {
  beforeAll(async () => {
    engine = await borrowEngine([
      { id: "busybox", reference: "composelab/busybox:latest" },
      { id: "toolbox", reference: "composelab/toolbox:1" },
    ]);
    content = await mkdtemp(path.join(tmpdir(), "composelab-content-"));
    await cp(course, content, { recursive: true });
    await symlink(path.join(root, "content/images"), path.join(content, "images"));
    await startPostgres(engine.settings);
    const url = databaseUrl(engine.settings);
    await migrateDatabase(url);
    opened = openDatabase(url, { name: "test" });
    queue = await openQueue(url, { role: "web" });
    const [program, ...options] = engine.inside;
    const main = path.join(root, "sandbox-runner/server/main.ts");
    runner = spawn(program, [...options, process.execPath, main, "--hold-images"], {
      env: { ...process.env, ...engine.environment, COMPOSELAB_CONTENT_DIR: content },
      stdio: ["ignore", process.env.COMPOSELAB_TEST_LOG ? "inherit" : "ignore", "inherit"],
    });
    await engine.leave(1);
    const isReady = async () =>
      (await liveRunners(opened.database)).some(({ engine: { state }, images }) => {
        return state === "ready" && images.some(({ id, state: now }) => id === "toolbox" && now === "ready");
      });
    await until(isReady, 60_000, "the runner was not ready");
    // From here on the runner is the engine's only user.
    await engine.leave();
  });

  afterAll(async () => {
    runner.kill("SIGTERM");
    if (runner.exitCode === null) await once(runner, "exit");
    await queue.close();
    await opened.close();
    await stopPostgres(engine.settings);
    await engine.close();
    await rm(content, { recursive: true, force: true });
  });

  test("an attempt must be graded and leave nothing when dockerd and containerd are killed under it", async () => {
    const id = await submit();
    await untilRun(id, 1);
    await engine.kill("dockerd");
    await untilRun(id, 2);
    await engine.kill("containerd");
    await until(async () => (await attempt(id)).state === "ended", 120_000, "the attempt did not end");
    const { result, run } = await attempt(id);
    expect(result?.checks.map((check) => `${check.id}: ${check.status}`)).toEqual([
      "comes-up: passed",
      "healthy: passed",
      "reachable: passed",
      "answers: passed",
    ]);
    expect(result?.kind).toBe("graded");
    expect(run).toBeGreaterThanOrEqual(3);
    const isClean = async () => (await remainsOn(engine.docker, engine.settings.instance)).length === 0;
    await until(isClean, 120_000, "something was left on the engine");
  });

  test("a live sandbox must come back after dockerd was killed under it, with its files, its containers and a new shell", async () => {
    const live = await openLive([{ path: "compose.yaml", content: "services: {}\n" }]);
    const before = { channel: await live.channel(), terminal: await live.terminal() };
    before.terminal.type("docker run -d --name kept busybox sleep 1000 && echo up-$((1+1))\r");
    await before.terminal.shows("up-2");
    await engine.kill("dockerd");

    // The page is told to come back, and not that its shell has ended as if the student had ended it.
    expect(await before.channel.code()).toBe(closeCodes.restarting);
    await until(async () => before.terminal.page.code !== undefined, 30_000, "the terminal stayed open");
    expect(before.terminal.page.code).toBe(closeCodes.restarting);
    expect(before.terminal.events.filter(({ type }) => type === "exit")).toEqual([]);

    const epoch = before.terminal.opened.type === "opened" ? before.terminal.opened.epoch : "";
    const terminal = await live.terminal(`epoch=${epoch}&from=${before.terminal.page.offset}`);
    expect(terminal.opened).toMatchObject({ type: "opened", from: 0 });
    expect(terminal.opened).not.toMatchObject({ epoch });
    const channel = await live.channel();
    const hello = await channel.find("hello");
    expect(hello.sandbox).toMatchObject({ id: live.id, state: "ready" });
    expect(hello.files.map(({ path }) => path)).toEqual(["compose.yaml"]);
    terminal.type("docker ps --format '{{.Names}}: {{.State}}'; echo seen > from-the-shell\r");
    await terminal.shows("kept: running");
    await channel.find("files", ({ changed }) => changed.some(({ path }) => path === "from-the-shell"));
    await live.leave();
  });
});

/** A new student's page with a live sandbox. */
async function openLive(files: WorkspaceFile[]) {
  const learnerId = randomUUID();
  await ensureLearner(opened.database, learnerId);
  const [row] = await liveRunners(opened.database);
  if (!row) throw new Error("there is no runner");
  const door = await openDoor(engine, new URL(row.address ?? ""));
  const port = { reached: { address: door.address, token: row.token ?? "" } };
  const answer = await fetch(`${port.reached.address}/live`, {
    method: "POST",
    headers: { [tokenHeader]: port.reached.token },
    body: JSON.stringify({ learner: learnerId, exercise: "small", files }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  const { id } = z.object({ id: z.string() }).parse(await answer.json());
  const isReady = async () => {
    const found = await latestSandbox(opened.database, { learnerId, exerciseId: "small" });
    return found?.state === "ready";
  };
  await until(isReady, 60_000, "the sandbox was not made");
  /** As a page does, again and again until the runner serves it. */
  const lasting = <Opened>(open: () => Promise<Opened>) =>
    untilAnswered(() => open().catch(() => undefined), 60_000);
  return {
    id,
    leave: door.close,
    channel: () => lasting(() => openChannel(port, `/live/${id}/channel`)),
    terminal: (query = "") => lasting(() => openTerminal(port, `/live/${id}/terminals/t1?${query}`)),
  };
}

async function submit(): Promise<string> {
  const learnerId = randomUUID();
  await ensureLearner(opened.database, learnerId);
  const { directory, hash } = await loadExercise(
    "small",
    readSettings({ COMPOSELAB_CONTENT_DIR: content }).contentDirectory,
  );
  const values = { learnerId, exerciseId: "small", exerciseHash: hash, files: await loadSolution(directory) };
  return (await makeAttempt(opened.database, queue.boss, { ...values, purpose: "submit" })).id;
}

async function attempt(id: string) {
  const found = await readAttempt(opened.database, id);
  if (!found) throw new Error(`attempt ${id} is gone`);
  return found;
}

/** Waits until a run, or one after it, has started the first service and waits for it to be healthy. */
function untilRun(id: string, run: number): Promise<void> {
  const seen = async () => {
    const events = await eventsAfter(opened.database, { attemptId: id, seq: 0 });
    return events.some((stored) => {
      const { event } = stored;
      return stored.run >= run && event.type === "service" && event.state === "started";
    });
  };
  return until(seen, 60_000, `run ${run} did not get under way`);
}
