import type { PgBoss } from "pg-boss";
import { createAttempt, type NewAttempt } from "../../../lib/db/attempts.ts";
import type { Database } from "../../../lib/db/client.ts";

/** Stores an attempt, which nothing may refuse. */
export async function makeAttempt(
  database: Database,
  boss: PgBoss,
  attempt: NewAttempt,
): Promise<{ id: string; position: number }> {
  const created = await createAttempt(database, boss, attempt);
  if (created.kind !== "created") throw new Error(created.kind);
  return created;
}
