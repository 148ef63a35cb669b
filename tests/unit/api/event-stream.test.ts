import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventStream } from "../../../app/api/event-stream.ts";
import { openAttemptSignals } from "../../../app/server/attempt-signals.ts";
import { openClassWatch } from "../../../app/server/class-watch.ts";
import { openQueueWatch } from "../../../app/server/queue-watch.ts";
import { openSite } from "../../../app/server/site.ts";
import { openStreamPlaces } from "../../../app/server/stream-places.ts";
import { readSettings } from "../../../lib/config/settings.ts";
import { appendEvents } from "../../../lib/db/attempt-events.ts";
import { takeAttempt } from "../../../lib/db/attempt-runs.ts";
import { cancelAttempt } from "../../../lib/db/attempts.ts";
import { ensureLearner } from "../../../lib/db/learners.ts";
import { openQueue, type Queue } from "../../../lib/db/queue.ts";
import { makeAttempt } from "../db/make-attempt.ts";
import { openTemporaryDatabase, type TemporaryDatabase } from "../db/temporary-database.ts";
import { until } from "../db/until.ts";

let temporary: TemporaryDatabase;
let queue: Queue;
let queries = 0;
let signals: ReturnType<typeof openAttemptSignals>;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  queue = await openQueue(temporary.url, { role: "web" });
  signals = openAttemptSignals(temporary.url);
  const { database, pool } = temporary;
  const query = pool.query.bind(pool) as (...values: unknown[]) => unknown;
  Object.assign(pool, {
    query: (...values: unknown[]) => {
      queries += 1;
      return query(...values);
    },
  });
  openSite({
    settings: readSettings({}),
    database,
    queue: async () => queue.boss,
    signals,
    waiting: openQueueWatch(database),
    streams: openStreamPlaces(),
    classes: openClassWatch(database),
  });
});

afterAll(async () => {
  await signals.close();
  await queue.close();
  await temporary.close();
});

async function submit(): Promise<string> {
  const learnerId = randomUUID();
  await ensureLearner(temporary.database, learnerId);
  const values = { learnerId, exerciseId: "x", exerciseHash: "abc", files: [] };
  return (await makeAttempt(temporary.database, queue.boss, { ...values, purpose: "run" })).id;
}

/** Reads a stream in the background. */
function follow(id: string, after = 0) {
  const leaving = new AbortController();
  const heard = { text: "", ended: 0, leave: () => leaving.abort() };
  const stream = eventStream({ attemptId: id, see: (event) => event }, after, leaving.signal, () => {
    heard.ended += 1;
  });
  void (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) heard.text += decoder.decode(chunk);
  })();
  return heard;
}

test("those who wait must hear of their place, and ask the database together", async () => {
  const first = await submit();
  const ids = await Promise.all(Array.from({ length: 30 }, submit));
  const streams = ids.map((id) => follow(id));
  const places = () =>
    streams.map(({ text }) => Number(/.*event: waiting\ndata: \{"position":(\d+)/s.exec(text)?.[1]));
  await until(async () => !places().some(Number.isNaN));
  const before = places();
  queries = 0;
  await cancelAttempt(temporary.database, queue.boss, first);
  await until(async () => places().every((place, index) => place === (before[index] ?? 0) - 1));
  // Each of them asking for itself would be thirty times what the few common looks are.
  expect(queries).toBeLessThan(30);
  for (const { leave } of streams) leave();
  for (const id of ids) await cancelAttempt(temporary.database, queue.boss, id);
});

test("an attempt's events must come as they are stored, from where one left off, and end with it", async () => {
  const id = await submit();
  const all = follow(id);
  const attempt = await takeAttempt(temporary.database, { attemptId: id, runnerId: "r" });
  const held = { attemptId: id, run: attempt?.run ?? 0 };
  await until(async () => all.text.includes('"taken"'));
  queries = 0;
  await appendEvents(temporary.database, {
    ...held,
    events: [{ type: "output", at: new Date().toISOString(), stream: "stdout", text: "hello" }],
  });
  await until(async () => all.text.includes("hello"));
  const rest = follow(id, 2);
  await until(async () => rest.text.includes("hello"));
  expect(rest.text).not.toContain('"taken"');
  rest.leave();
  expect(rest.ended).toBe(1);
  expect(all.ended).toBe(0);
  all.leave();
});

test("a learner must have a limited number of streams, and get the place of one that ended", () => {
  const places = openStreamPlaces(2);
  const first = places.take("kim");
  expect(places.take("kim")).toBeDefined();
  expect(places.take("kim")).toBeUndefined();
  expect(places.take("lee")).toBeDefined();
  first?.();
  first?.();
  expect(places.take("kim")).toBeDefined();
  expect(places.take("kim")).toBeUndefined();
});
