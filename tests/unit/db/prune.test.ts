import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appendEvents, eventsAfter } from "../../../lib/db/attempt-events.ts";
import { endAttempt, infrastructureError, takeAttempt } from "../../../lib/db/attempt-runs.ts";
import { readAttempt } from "../../../lib/db/attempts.ts";
import { saveDraft } from "../../../lib/db/drafts.ts";
import { ensureLearner } from "../../../lib/db/learners.ts";
import { prune } from "../../../lib/db/prune.ts";
import { openQueue, type Queue } from "../../../lib/db/queue.ts";
import { message } from "../../../lib/i18n/message.ts";
import { makeAttempt } from "./make-attempt.ts";
import { openTemporaryDatabase, type TemporaryDatabase } from "./temporary-database.ts";

let temporary: TemporaryDatabase;
let queue: Queue;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  queue = await openQueue(temporary.url, { role: "web" });
});

afterAll(async () => {
  await queue.close();
  await temporary.close();
});

async function newcomer(): Promise<string> {
  const learnerId = randomUUID();
  await ensureLearner(temporary.database, learnerId);
  return learnerId;
}

async function endedAttempt(learnerId: string): Promise<string> {
  const { database } = temporary;
  const values = { learnerId, exerciseId: "x", exerciseHash: "abc", purpose: "run" as const, files: [] };
  const { id } = await makeAttempt(database, queue.boss, values);
  await takeAttempt(database, { attemptId: id, runnerId: "r" });
  const held = { attemptId: id, run: 1 };
  const at = new Date().toISOString();
  await appendEvents(database, {
    ...held,
    events: [{ type: "output", at, stream: "stdout", text: "hello" }],
  });
  const result = infrastructureError({ exerciseId: "x", exerciseHash: "abc" }, message("platform.internal"));
  await endAttempt(database, held, { kind: "result", result });
  return id;
}

const age = (table: string, column: string, id: string) =>
  temporary.database.execute(
    sql`update ${sql.identifier(table)} set ${sql.identifier(column)} = now() - interval '31 days' where id = ${id}`,
  );
const typesOf = async (id: string) =>
  (await eventsAfter(temporary.database, { attemptId: id, seq: 0 })).map(({ event }) => event.type);

test("what an old attempt said must go, and the attempt with its end must stay", async () => {
  const old = await endedAttempt(await newcomer());
  const recent = await endedAttempt(await newcomer());
  await age("attempts", "ended_at", old);
  await prune(temporary.database, 30);
  expect(await typesOf(old)).toEqual(["queued", "taken", "ended"]);
  expect(await typesOf(recent)).toEqual(["queued", "taken", "output", "ended"]);
  expect(await readAttempt(temporary.database, old)).toMatchObject({ state: "ended", run: 1 });
});

test("a learner must go who did nothing and is gone, and nobody else", async () => {
  const { database } = temporary;
  const [idle, writer, worker, present] = await Promise.all([newcomer(), newcomer(), newcomer(), newcomer()]);
  await saveDraft(database, { learnerId: writer, exerciseId: "x" }, { files: [], version: 0 });
  await endedAttempt(worker);
  for (const id of [idle, writer, worker]) await age("learners", "seen_at", id);
  await prune(database, 30);
  const left = (await database.query.learners.findMany()).map(({ id }) => id);
  expect(left).toEqual(expect.arrayContaining([writer, worker, present]));
  expect(left).not.toContain(idle);
});

test("live sandboxes that ended long ago must be forgotten, and others kept", async () => {
  const { database } = temporary;
  const learnerId = await newcomer();
  const make = (id: string, state: "ended" | "ready") =>
    database.execute(sql`insert into sandboxes
      (id, learner_id, place, runner_id, machine, state, preview_label, preview_key, saved_hashes,
       idle_ends_at, absolute_ends_at, ended_at)
      values (${id}, ${learnerId}, ${id}, 'r', 'm', ${state}, ${id}, 'k', '{}', now(), now(),
       ${state === "ended" ? sql`now()` : null})`);
  await make("old", "ended");
  await make("recent", "ended");
  await make("live", "ready");
  await age("sandboxes", "ended_at", "old");
  await prune(database, 30);
  const { rows } = await database.execute(sql`select id from sandboxes order by id`);
  expect(rows.map(({ id }) => id)).toEqual(["live", "recent"]);
});
