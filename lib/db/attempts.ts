import { randomUUID } from "node:crypto";
import { and, count, desc, eq, inArray, lt, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { WorkspaceFile } from "../compose/types.ts";
import { addEvents } from "./attempt-events.ts";
import type { Database } from "./client.ts";
import { channels, notify } from "./notify.ts";
import { attemptQueue, enqueueAttempt, queueConnection } from "./queue.ts";
import { attempts } from "./schema.ts";

export type Attempt = typeof attempts.$inferSelect;

export type NewAttempt = {
  learnerId: string;
  exerciseId: string;
  exerciseHash: string;
  purpose: "run" | "submit";
  files: WorkspaceFile[];
};

/** Stores an attempt and its job in one transaction, and says how many wait before it. */
export async function createAttempt(
  database: Database,
  boss: PgBoss,
  attempt: NewAttempt,
): Promise<{ id: string; position: number }> {
  const id = randomUUID();
  return database.transaction(async (transaction) => {
    const position = await countQueued(transaction);
    await transaction.insert(attempts).values({ id, ...attempt, state: "queued" });
    await addEvents(transaction, {
      attemptId: id,
      run: 0,
      events: [{ type: "queued", at: new Date().toISOString(), position }],
    });
    await enqueueAttempt(boss, transaction, { attemptId: id });
    return { id, position };
  });
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

export async function readAttempt(database: Database, id: string): Promise<Attempt | undefined> {
  const [row] = await database.select().from(attempts).where(eq(attempts.id, id));
  return row;
}

/** How far an attempt is, without what was sent and what came of it: asked again and again by those who follow it. */
export async function readProgress(
  database: Database,
  id: string,
): Promise<Pick<Attempt, "state" | "createdAt"> | undefined> {
  return database.query.attempts.findFirst({
    columns: { state: true, createdAt: true },
    where: eq(attempts.id, id),
  });
}

/** A learner's attempts at an exercise, the newest first, without the files and the learner's id. */
export async function listAttempts(
  database: Database,
  filter: { learnerId: string; exerciseId: string; limit?: number },
): Promise<Omit<Attempt, "files" | "learnerId">[]> {
  const rows = await database.query.attempts.findMany({
    columns: { files: false, learnerId: false },
    where: and(eq(attempts.learnerId, filter.learnerId), eq(attempts.exerciseId, filter.exerciseId)),
    orderBy: desc(attempts.createdAt),
    limit: filter.limit ?? 50,
  });
  return rows;
}

/** How many of a learner's attempts have not ended. */
export async function countOpen(database: Database, learnerId: string): Promise<number> {
  const open = inArray(attempts.state, ["queued", "running"]);
  const [row] = await database
    .select({ open: count() })
    .from(attempts)
    .where(and(open, eq(attempts.learnerId, learnerId)));
  return row?.open ?? 0;
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
