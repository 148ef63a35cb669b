import { sql } from "drizzle-orm";
import { fromDrizzle, PgBoss } from "pg-boss";
import type { Database } from "./client.ts";

export const attemptQueue = "attempts";

/** A job says only which attempt; everything else is read from the attempt's row when it is taken. */
export type AttemptJob = { attemptId: string };

export type Queue = { boss: PgBoss; close: () => Promise<void> };

/**
 * - A runner's heartbeat for its job stops when it dies; ten seconds is the least that pg-boss takes.
 *   The next runner of the same machine does not wait for it (see `releaseLostAttempts`).
 * - Retries are no limit here: a job also goes back while its images are being prepared.
 *   An attempt that kills its runners is ended by `takeAttempt`.
 */
const queueOptions = {
  heartbeatSeconds: 10,
  expireInSeconds: 3600,
  retryLimit: 1_000_000,
  retryDelay: 1,
  deleteAfterSeconds: 24 * 3600,
  notify: true,
};

/**
 * Opens the queue for one of three roles: `migrate` makes its tables, `web` only sends,
 * `runner` also fetches and watches over lost jobs.
 */
export async function openQueue(
  url: string,
  options: { role: "migrate" | "web" | "runner"; connections?: number; onError?: (error: Error) => void },
): Promise<Queue> {
  const runner = options.role === "runner";
  const boss = new PgBoss({
    connectionString: url,
    application_name: `composelab-queue-${options.role}`,
    max: options.connections ?? 3,
    migrate: options.role === "migrate",
    supervise: runner,
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
    useListenNotify: runner,
    schedule: false,
    reindex: false,
    monitorVacuum: false,
    registerInstance: false,
  });
  boss.on("error", (error) => options.onError?.(error));
  await boss.start();
  if (options.role === "migrate") await ensureQueue(boss);
  return { boss, close: () => boss.stop({ graceful: false, close: true }) };
}

async function ensureQueue(boss: PgBoss): Promise<void> {
  const existing = await boss.getQueue(attemptQueue);
  if (existing) await boss.updateQueue(attemptQueue, queueOptions);
  else await boss.createQueue(attemptQueue, queueOptions);
}

/** Enqueues an attempt inside the transaction that makes its row: both happen or neither. */
export async function enqueueAttempt(
  boss: PgBoss,
  transaction: Pick<Database, "execute">,
  job: AttemptJob,
): Promise<void> {
  await boss.send(attemptQueue, job, { id: job.attemptId, db: queueConnection(transaction) });
}

/** Lets pg-boss speak through a transaction of ours. */
export function queueConnection(transaction: Pick<Database, "execute">) {
  return fromDrizzle(transaction, sql);
}
