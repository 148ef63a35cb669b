import { randomUUID } from "node:crypto";
import { and, count, eq, inArray, lt, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { WorkspaceFile } from "../compose/types.ts";
import { addEvents } from "./attempt-events.ts";
import type { Database } from "./client.ts";
import { channels, notify } from "./notify.ts";
import { attemptQueue, enqueueAttempt, queueConnection } from "./queue.ts";
import { attempts, learners } from "./schema.ts";

export type Attempt = typeof attempts.$inferSelect;

export type NewAttempt = {
  /** Made by whoever asks: asked again with the same one, because the answer was lost, there is still one attempt. */
  id?: string;
  learnerId: string;
  exerciseId: string;
  exerciseHash: string;
  purpose: "run" | "submit";
  files: WorkspaceFile[];
};

/** One learner cannot fill the queue: pressing Run again and again does not help anybody. */
export const attemptLimits = { open: 5, perMinute: 20 };

export type Created =
  | { kind: "created"; id: string; position: number }
  /** The id is that of an attempt of somebody else, or at another exercise. */
  | { kind: "id-taken" }
  | { kind: "too-many-open" }
  | { kind: "too-many-a-minute" };

/**
 * Stores an attempt and its job in one transaction, and says how many wait before it. Attempts of one learner are
 * decided one after the other, so that none can pass its limits by coming at the same time as another.
 */
export async function createAttempt(database: Database, boss: PgBoss, attempt: NewAttempt): Promise<Created> {
  const { id = randomUUID(), learnerId } = attempt;
  return database.transaction(async (transaction) => {
    await transaction
      .select({ id: learners.id })
      .from(learners)
      .where(eq(learners.id, learnerId))
      .for("update");
    const known = attempt.id && (await readAttempt(transaction, id));
    if (known) return again(transaction, known, attempt);
    const refused = await overLimit(transaction, learnerId);
    if (refused) return { kind: refused };
    const position = await countQueued(transaction);
    const [made] = await transaction
      .insert(attempts)
      .values({ ...attempt, id, state: "queued" })
      .onConflictDoNothing()
      .returning({ id: attempts.id });
    // Somebody else has taken the id in this very moment.
    if (!made) return { kind: "id-taken" };
    await addEvents(transaction, {
      attemptId: id,
      run: 0,
      events: [{ type: "queued", at: new Date().toISOString(), position }],
    });
    await enqueueAttempt(boss, transaction, { attemptId: id });
    return { kind: "created", id, position };
  });
}

async function again(
  transaction: Pick<Database, "select">,
  known: Attempt,
  asked: NewAttempt,
): Promise<Created> {
  const isSame = known.learnerId === asked.learnerId && known.exerciseId === asked.exerciseId;
  if (!isSame) return { kind: "id-taken" };
  return { kind: "created", id: known.id, position: await countQueued(transaction, known.createdAt) };
}

async function overLimit(
  transaction: Pick<Database, "select">,
  learnerId: string,
): Promise<"too-many-open" | "too-many-a-minute" | undefined> {
  const recent = sql`${attempts.createdAt} > now() - interval '1 minute'`;
  const [counts] = await transaction
    .select({
      open: sql<number>`(count(*) filter (where ${inArray(attempts.state, ["queued", "running"])}))::int`,
      lately: sql<number>`(count(*) filter (where ${recent}))::int`,
    })
    .from(attempts)
    .where(eq(attempts.learnerId, learnerId));
  if ((counts?.open ?? 0) >= attemptLimits.open) return "too-many-open";
  return (counts?.lately ?? 0) >= attemptLimits.perMinute ? "too-many-a-minute" : undefined;
}

/** Attempts that wait, or those that wait before a moment. */
export async function countQueued(database: Pick<Database, "select">, before?: Date): Promise<number> {
  const waiting = eq(attempts.state, "queued");
  const [row] = await database
    .select({ waiting: count() })
    .from(attempts)
    .where(before ? and(waiting, lt(attempts.createdAt, before)) : waiting);
  return row?.waiting ?? 0;
}

/** The attempts that wait, in the order in which they are run. */
export async function queuedIds(database: Pick<Database, "select">): Promise<string[]> {
  const rows = await database
    .select({ id: attempts.id })
    .from(attempts)
    .where(eq(attempts.state, "queued"))
    .orderBy(attempts.createdAt);
  return rows.map(({ id }) => id);
}

export async function readAttempt(
  database: Pick<Database, "select">,
  id: string,
): Promise<Attempt | undefined> {
  const [row] = await database.select().from(attempts).where(eq(attempts.id, id));
  return row;
}

/** The state alone, without what was sent and what came of it: asked again and again by those who follow it. */
export async function readState(database: Database, id: string): Promise<Attempt["state"] | undefined> {
  const found = await database.query.attempts.findFirst({
    columns: { state: true },
    where: eq(attempts.id, id),
  });
  return found?.state;
}

/** Whether a running attempt shall be cancelled: for whoever may have missed that it was said. */
export async function isCancelled(database: Database, id: string): Promise<boolean> {
  const attempt = await database.query.attempts.findFirst({
    columns: { cancelRequestedAt: true },
    where: eq(attempts.id, id),
  });
  return Boolean(attempt?.cancelRequestedAt);
}

/**
 * Cancels an attempt: at once while it waits; a running one is cancelled by its runner soon after.
 *
 * @returns the state it is in now, or nothing when there is no such attempt.
 */
export async function cancelAttempt(
  database: Database,
  boss: PgBoss,
  id: string,
): Promise<Attempt["state"] | undefined> {
  return database.transaction(async (transaction) => {
    const [attempt] = await transaction.select().from(attempts).where(eq(attempts.id, id)).for("update");
    if (attempt?.state === "running") {
      await transaction.update(attempts).set({ cancelRequestedAt: sql`now()` }).where(eq(attempts.id, id));
      await notify(transaction, channels.cancel, id);
    }
    if (attempt?.state !== "queued") return attempt?.state;
    await transaction
      .update(attempts)
      .set({ state: "cancelled", endedAt: sql`now()`, cancelRequestedAt: sql`now()` })
      .where(eq(attempts.id, id));
    await addEvents(transaction, {
      attemptId: id,
      run: attempt.run,
      events: [{ type: "ended", at: new Date().toISOString(), kind: "cancelled" }],
    });
    await boss.cancel(attemptQueue, id, { db: queueConnection(transaction) });
    return "cancelled";
  });
}
