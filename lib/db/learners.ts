import { sql } from "drizzle-orm";
import type { Database } from "./client.ts";
import { learners } from "./schema.ts";

/** Makes the learner's row when it is new, and notes at most once an hour that the learner was here. */
export async function ensureLearner(database: Database, learnerId: string): Promise<void> {
  await database
    .insert(learners)
    .values({ id: learnerId })
    .onConflictDoUpdate({
      target: learners.id,
      set: { seenAt: sql`now()` },
      setWhere: sql`${learners.seenAt} < now() - interval '1 hour'`,
    });
}
