import { and, eq, inArray, sql } from "drizzle-orm";
import type { PgBoss } from "pg-boss";
import type { Database } from "./client.ts";
import { channels, notify } from "./notify.ts";
import { attemptQueue } from "./queue.ts";
import { attempts, runners } from "./schema.ts";

export type Runner = typeof runners.$inferSelect;

export type RunnerState = Omit<Runner, "startedAt" | "heartbeatAt">;

/** A runner that was silent for so long does not count as alive. */
const runnerSilenceSeconds = 15;

/** Writes a runner's state and that it is alive, now. */
export async function beat(database: Database, state: RunnerState): Promise<void> {
  const { id: _, ...changing } = state;
  await database
    .insert(runners)
    .values(state)
    .onConflictDoUpdate({ target: runners.id, set: { ...changing, heartbeatAt: sql`now()` } });
  await notify(database, channels.runners, state.id);
}

export async function liveRunners(database: Database): Promise<Runner[]> {
  return database
    .select()
    .from(runners)
    .where(sql`${runners.heartbeatAt} > now() - make_interval(secs => ${runnerSilenceSeconds})`)
    .orderBy(runners.startedAt);
}

export async function removeRunner(database: Database, id: string): Promise<void> {
  await database.delete(runners).where(eq(runners.id, id));
  await notify(database, channels.runners, id);
}

/**
 * Gives back what the dead runners of this machine had taken, so that it is run again at once
 * and not only when the queue misses their heartbeats.
 *
 * @param isAlive whether the process that a runner's row names still runs here.
 * @returns the ids of the attempts that were given back.
 */
export async function releaseLostAttempts(
  database: Database,
  boss: PgBoss,
  here: { machine: string; isAlive: (process: string) => boolean },
): Promise<string[]> {
  const known = await database.select().from(runners).where(eq(runners.machine, here.machine));
  const dead = known.filter((runner) => !here.isAlive(runner.process)).map((runner) => runner.id);
  if (dead.length === 0) return [];
  const lost = await database
    .select({ id: attempts.id })
    .from(attempts)
    .where(and(eq(attempts.state, "running"), inArray(attempts.runnerId, dead)));
  const ids = lost.map((attempt) => attempt.id);
  if (ids.length > 0) await boss.fail(attemptQueue, ids, { reason: "the runner died" });
  await database.delete(runners).where(inArray(runners.id, dead));
  return ids;
}
