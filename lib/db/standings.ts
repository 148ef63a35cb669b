import { eq, sql } from "drizzle-orm";
import type { Database } from "./client.ts";
import { attempts, drafts } from "./schema.ts";

/** How far a learner has come in one exercise. */
export type Standing = {
  exerciseId: string;
  /** Points of the best graded submission. */
  best?: number;
  /** All the points that there are, as of that submission. */
  of?: number;
  /** An attempt waits or runs. */
  open: boolean;
};

/** Every exercise that a learner has begun: written in, run or submitted. */
export async function listStandings(database: Database, learnerId: string): Promise<Standing[]> {
  const graded = sql`${attempts.purpose} = 'submit' and ${attempts.result}->>'kind' = 'graded'`;
  const tried = await database
    .select({
      exerciseId: attempts.exerciseId,
      best: sql<
        number | null
      >`(max((${attempts.result}->>'score')::numeric) filter (where ${graded}))::float8`,
      of: sql<
        number | null
      >`(max((${attempts.result}->>'maxScore')::numeric) filter (where ${graded}))::float8`,
      open: sql<boolean>`bool_or(${attempts.state} in ('queued', 'running'))`,
    })
    .from(attempts)
    .where(eq(attempts.learnerId, learnerId))
    .groupBy(attempts.exerciseId);
  const written = await database
    .select({ exerciseId: drafts.exerciseId })
    .from(drafts)
    .where(eq(drafts.learnerId, learnerId));
  const untried = written.filter(({ exerciseId }) => !tried.some((row) => row.exerciseId === exerciseId));
  return [
    ...tried.map(({ exerciseId, best, of, open }) => ({
      exerciseId,
      open,
      ...(best !== null && of !== null && { best, of }),
    })),
    ...untried.map(({ exerciseId }) => ({ exerciseId, open: false })),
  ];
}
