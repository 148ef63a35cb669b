import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventsAfter } from "../../../lib/db/attempt-events.ts";
import { readAttempt } from "../../../lib/db/attempts.ts";
import { ensureLearner } from "../../../lib/db/learners.ts";
import { attemptQueue, openQueue, type Queue } from "../../../lib/db/queue.ts";
import { liveRunners } from "../../../lib/db/runners.ts";
import { makeAttempt } from "./make-attempt.ts";
import { openTemporaryDatabase, type TemporaryDatabase } from "./temporary-database.ts";
import { until } from "./until.ts";

let temporary: TemporaryDatabase;
let queue: Queue;
const started: ChildProcess[] = [];

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  queue = await openQueue(temporary.url, { role: "web" });
});

afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  await queue.close();
  await temporary.close();
});

/** A process with the real worker whose runs either never end or end at once. */
function startRunner(behaviour: "hang" | "grade", machine: string): ChildProcess {
  const program = path.join(import.meta.dirname, "fake-runner.ts");
  const child = spawn(process.execPath, [program, temporary.url, behaviour, machine], { stdio: "inherit" });
  started.push(child);
  return child;
}

async function submit(): Promise<string> {
  const learnerId = randomUUID();
  await ensureLearner(temporary.database, learnerId);
  const values = { learnerId, exerciseId: "x", exerciseHash: "abc", files: [] };
  return (await makeAttempt(temporary.database, queue.boss, { ...values, purpose: "submit" })).id;
}

const running = (id: string) =>
  until(async () => (await readAttempt(temporary.database, id))?.state === "running");
const ended = (id: string) =>
  until(async () => (await readAttempt(temporary.database, id))?.state === "ended", 40_000);

test("an attempt whose runner is killed must be run again at once by the next one on the machine", async () => {
  // The queue itself would miss the runner's heartbeats long after this test.
  await queue.boss.updateQueue(attemptQueue, { heartbeatSeconds: 3600 });
  const id = await submit();
  await queue.boss.updateQueue(attemptQueue, { heartbeatSeconds: 10 });
  const first = startRunner("hang", "here");
  await running(id);
  first.kill("SIGKILL");
  const second = startRunner("grade", "here");
  await ended(id);
  const attempt = await readAttempt(temporary.database, id);
  expect(attempt).toMatchObject({ run: 2, result: { kind: "graded" } });
  const events = await eventsAfter(temporary.database, { attemptId: id, seq: 0 });
  expect(events.map(({ event }) => event.type)).toEqual(["queued", "taken", "step", "ended"]);
  second.kill("SIGTERM");
  await until(async () => (await liveRunners(temporary.database)).length === 0);
});

test("an attempt of a lost machine must be run again when its heartbeat is missed", async () => {
  const id = await submit();
  const first = startRunner("hang", "machine-a");
  await running(id);
  const second = startRunner("grade", "machine-b");
  await until(async () => (await liveRunners(temporary.database)).length === 2);
  first.kill("SIGKILL");
  await ended(id);
  expect((await readAttempt(temporary.database, id))?.run).toBe(2);
  second.kill("SIGTERM");
}, 60_000);
