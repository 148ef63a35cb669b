import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { infrastructureError } from "../../../lib/db/attempt-runs.ts";
import { createAttempt, readAttempt } from "../../../lib/db/attempts.ts";
import { ensureLearner } from "../../../lib/db/learners.ts";
import { openQueue, type Queue } from "../../../lib/db/queue.ts";
import { attempts } from "../../../lib/db/schema.ts";
import { message } from "../../../lib/i18n/message.ts";
import { startWorker } from "../../../sandbox-runner/server/worker.ts";
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
  const { id } = await createAttempt(database, queue.boss, { ...values, files: [] });
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
