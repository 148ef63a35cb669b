import { sql } from "drizzle-orm";
import type { Database } from "./client.ts";

/** Two runners that prune at the same time would only wait for each other; the number is arbitrary and only ours. */
const pruneLock = 707_214;
const batch = 5_000;

/** What a run said is told to nobody any more; that there was one, and how it ended, stays with the attempt. */
const keptEvents = sql`('queued', 'taken', 'ended')`;

/**
 * Deletes what nobody needs any more: what attempts that ended so many days ago said while they ran, learners who
 * never did anything and were not here since, and runners and live sandboxes that are long gone. Attempts and drafts
 * stay.
 */
export async function prune(database: Database, days: number): Promise<void> {
  const before = sql`now() - make_interval(days => ${days})`;
  for (let deleted = batch; deleted === batch; ) {
    deleted = await alone(
      database,
      sql`delete from attempt_events where ctid = any (array(
        select event.ctid from attempt_events event join attempts attempt on attempt.id = event.attempt_id
        where attempt.ended_at < ${before} and event.event->>'type' not in ${keptEvents} limit ${batch}))`,
    );
  }
  await alone(
    database,
    sql`delete from learners where seen_at < ${before}
      and not exists (select from attempts where learner_id = learners.id)
      and not exists (select from drafts where learner_id = learners.id)`,
  );
  await alone(database, sql`delete from runners where heartbeat_at < now() - interval '1 day'`);
  await alone(database, sql`delete from sandboxes where ended_at < now() - interval '7 days'`);
}

/** @returns how many rows were deleted; none while somebody else prunes. */
async function alone(database: Database, statement: ReturnType<typeof sql>): Promise<number> {
  return database.transaction(async (transaction) => {
    const { rows } = await transaction.execute(sql`select pg_try_advisory_xact_lock(${pruneLock}) as taken`);
    if (rows[0]?.taken !== true) return 0;
    return (await transaction.execute(statement)).rowCount ?? 0;
  });
}
