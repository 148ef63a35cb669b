import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { infrastructureError } from "../../../lib/db/attempt-runs.ts";
import { cancelAttempt, readAttempt } from "../../../lib/db/attempts.ts";
import type { Database } from "../../../lib/db/client.ts";
import { ensureLearner } from "../../../lib/db/learners.ts";
import { openQueue, type Queue } from "../../../lib/db/queue.ts";
import { attempts } from "../../../lib/db/schema.ts";
import { message } from "../../../lib/i18n/message.ts";
import { startWorker } from "../../../sandbox-runner/server/worker.ts";
import { makeAttempt } from "./make-attempt.ts";
import { openTemporaryDatabase, type TemporaryDatabase } from "./temporary-database.ts";
import { until } from "./until.ts";

let temporary: TemporaryDatabase;
let queue: Queue;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  queue = await openQueue(temporary.url, { role: "runner" });
});

afterAll(async () => {
  await queue.close();
  await temporary.close();
});

test("a run that could not be stored must be made again, though no other runner has it", async () => {
  const { database } = temporary;
  const learnerId = randomUUID();
  await ensureLearner(database, learnerId);
  const values = { learnerId, exerciseId: "x", exerciseHash: "abc", purpose: "run", files: [] } as const;
  const { id } = await makeAttempt(database, queue.boss, { ...values, files: [] });
  const worker = await startWorker({
    database,
    boss: queue.boss,
    runnerId: "r",
    jobs: 1,
    log: pino({ level: "silent" }),
    notYet: async () => undefined,
    run: async (attempt, emit, signal) => {
      if (attempt.run === 1) {
        await database
          .update(attempts)
          .set({ run: sql`${attempts.run} + 1` })
          .where(eq(attempts.id, id));
        emit({ type: "step", at: new Date().toISOString(), stage: "up", what: "up" });
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      }
      return { ...infrastructureError(attempt, message("platform.internal")), kind: "graded" };
    },
  });
  await until(async () => (await readAttempt(database, id))?.state === "ended");
  expect(await readAttempt(database, id)).toMatchObject({ run: 3, result: { kind: "graded" } });
  await worker.stop();
});

test.each([
  ["cancelled", "cancelled"],
  ["stopping", "queued"],
] as const)("a word that comes while an attempt is being taken must be heard: %s", async (word, state) => {
  const { database } = temporary;
  const learnerId = randomUUID();
  await ensureLearner(database, learnerId);
  const values = { learnerId, exerciseId: "x", exerciseHash: "abc", purpose: "run", files: [] } as const;
  const { id } = await makeAttempt(database, queue.boss, { ...values, files: [] });
  let heard: unknown;
  let stopped: Promise<void> | undefined;
  const worker = await startWorker({
    // The runner has the attempt's row, and has not yet noted that it runs it.
    database: afterTaking(database, id, async () => {
      if (word === "cancelled") await cancelAttempt(database, queue.boss, id);
      else stopped = worker.stop();
    }),
    boss: queue.boss,
    runnerId: "r",
    jobs: 1,
    log: pino({ level: "silent" }),
    notYet: async () => undefined,
    run: async (attempt, _, signal) => {
      if (!signal.aborted)
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      heard = signal.reason;
      return { ...infrastructureError(attempt, message("platform.internal")), kind: "graded" };
    },
  });
  await until(async () => heard);
  expect(heard).toBe(word);
  await until(async () => (await readAttempt(database, id))?.state === state);
  await (stopped ?? worker.stop());
});

/** Does something right after the transaction in which an attempt was taken. */
function afterTaking(database: Database, id: string, act: () => Promise<void>): Database {
  let done = false;
  const transaction: Database["transaction"] = async (...options) => {
    const answer = await database.transaction(...options);
    if (!done && (await readAttempt(database, id))?.state === "running") {
      done = true;
      await act();
    }
    return answer;
  };
  return new Proxy(database, {
    get: (target, name) => (name === "transaction" ? transaction : Reflect.get(target, name)),
  });
}
