import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { RunEvent } from "../grading/events.ts";
import type { Database } from "./client.ts";
import { channels, notify } from "./notify.ts";
import { attemptEvents, attempts } from "./schema.ts";

export type StoredEvent = { seq: number; run: number; event: RunEvent };

type NewEvents = { attemptId: string; run: number; events: RunEvent[] };

/** Adds events after the last one. The caller holds the attempt's row (or has just made it). */
export async function addEvents(
  transaction: Pick<Database, "select" | "insert" | "execute">,
  added: NewEvents,
): Promise<void> {
  if (added.events.length === 0) return;
  const [last] = await transaction
    .select({ seq: sql<number>`coalesce(max(${attemptEvents.seq}), 0)::int` })
    .from(attemptEvents)
    .where(eq(attemptEvents.attemptId, added.attemptId));
  const first = (last?.seq ?? 0) + 1;
  const { attemptId, run } = added;
  await transaction
    .insert(attemptEvents)
    .values(added.events.map((event, index) => ({ attemptId, run, seq: first + index, event })));
  await notify(transaction, channels.events, attemptId);
}

/**
 * Stores what a run said.
 *
 * @returns false when the run is no longer the attempt's own: another runner has taken over, or it has ended.
 */
export async function appendEvents(database: Database, added: NewEvents): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const [held] = await transaction
      .select({ id: attempts.id })
      .from(attempts)
      .where(ofRun(added))
      .for("update");
    if (!held) return false;
    await addEvents(transaction, added);
    return true;
  });
}

/** The attempt's row only while this very run of it goes on. */
export function ofRun(held: { attemptId: string; run: number }) {
  return and(eq(attempts.id, held.attemptId), eq(attempts.run, held.run), eq(attempts.state, "running"));
}

/**
 * The events after a sequence number, in order. Whoever starts from 0 gets no events of runs that were
 * abandoned before the last one began.
 */
export async function eventsAfter(
  database: Database,
  filter: { attemptId: string; seq: number; limit?: number },
): Promise<StoredEvent[]> {
  const after = and(eq(attemptEvents.attemptId, filter.attemptId), gt(attemptEvents.seq, filter.seq));
  const rows = await database
    .select({
      seq: attemptEvents.seq,
      run: attemptEvents.run,
      event: attemptEvents.event,
      last: attempts.run,
    })
    .from(attemptEvents)
    .innerJoin(attempts, eq(attempts.id, attemptEvents.attemptId))
    .where(after)
    .orderBy(asc(attemptEvents.seq))
    .limit(filter.limit ?? 500);
  const superseded = (row: { run: number; last: number }) => row.run > 0 && row.run < row.last;
  const wanted = filter.seq === 0 ? rows.filter((row) => !superseded(row)) : rows;
  return wanted.map(({ seq, run, event }) => ({ seq, run, event }));
}
