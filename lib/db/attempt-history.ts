import { and, desc, eq, lt, or, sql } from "drizzle-orm";
import type { RunResult } from "../grading/result.ts";
import type { Attempt } from "./attempts.ts";
import type { Database } from "./client.ts";
import { attempts } from "./schema.ts";

/** A line of the history: everything of an attempt but what was sent and what came of it in detail. */
export type AttemptSummary = Pick<Attempt, "id" | "purpose" | "state" | "createdAt" | "endedAt"> & {
  /** Its place among the learner's attempts at the exercise, from 1; stays when more are made. */
  number: number;
  kind: RunResult["kind"] | null;
  score: number | null;
  maxScore: number | null;
};

type OfLearner = { learnerId: string; exerciseId: string };

/**
 * A learner's attempts at an exercise, the newest first.
 *
 * @param filter.before only those with a smaller number
 * @param filter.hidden checks of which the points do not count
 */
export async function listAttempts(
  database: Database,
  filter: OfLearner & { before?: number; limit?: number; hidden?: ReadonlySet<string> },
): Promise<AttemptSummary[]> {
  const { result } = attempts;
  const hidden = [...(filter.hidden ?? [])];
  const pointsOf = (total: string, each: string) => {
    const all = sql`(${result}->>${total})::float8`;
    if (hidden.length === 0) return sql<number | null>`${all}`;
    const keptBack = sql`select sum((c->>${each})::float8) from jsonb_array_elements(${result}->'checks') c
      where c->>'id' in (${sql.join(
        hidden.map((id) => sql`${id}`),
        sql`, `,
      )})`;
    return sql<number | null>`${all} - coalesce((${keptBack}), 0)`;
  };
  const numbered = database
    .select({
      id: attempts.id,
      purpose: attempts.purpose,
      state: attempts.state,
      createdAt: attempts.createdAt,
      endedAt: attempts.endedAt,
      number: sql<number>`(row_number() over (order by ${attempts.createdAt}, ${attempts.id}))::int`.as(
        "number",
      ),
      kind: sql<RunResult["kind"] | null>`${result}->>'kind'`.as("kind"),
      score: pointsOf("score", "points").as("score"),
      maxScore: pointsOf("maxScore", "maxPoints").as("max_score"),
    })
    .from(attempts)
    .where(ofLearner(filter))
    .as("numbered");
  return database
    .select()
    .from(numbered)
    .where(filter.before === undefined ? undefined : lt(numbered.number, filter.before))
    .orderBy(desc(numbered.number))
    .limit(filter.limit ?? 50);
}

/** Whether a submission of the learner's was graded: from then on nothing of the exercise is kept back. */
export async function hasSubmitted(database: Database, learner: OfLearner): Promise<boolean> {
  const graded = sql`${attempts.result}->>'kind' = 'graded'`;
  const [row] = await database
    .select({ id: attempts.id })
    .from(attempts)
    .where(and(ofLearner(learner), eq(attempts.purpose, "submit"), graded))
    .limit(1);
  return row !== undefined;
}

/** By check: how many of the learner's attempts before this one failed it. */
export async function failuresBefore(
  database: Database,
  attempt: OfLearner & Pick<Attempt, "id" | "createdAt">,
): Promise<Map<string, number>> {
  const earlier = or(
    lt(attempts.createdAt, attempt.createdAt),
    and(eq(attempts.createdAt, attempt.createdAt), lt(attempts.id, attempt.id)),
  );
  const failed = database
    .select({
      check:
        sql<string>`jsonb_path_query(${attempts.result}, '$.checks[*] ? (@.status == "failed").id') #>> '{}'`.as(
          "check",
        ),
    })
    .from(attempts)
    .where(and(ofLearner(attempt), earlier))
    .as("failed");
  const rows = await database
    .select({ check: failed.check, times: sql<number>`count(*)::int` })
    .from(failed)
    .groupBy(failed.check);
  return new Map(rows.map(({ check, times }) => [check, times]));
}

function ofLearner({ learnerId, exerciseId }: OfLearner) {
  return and(eq(attempts.learnerId, learnerId), eq(attempts.exerciseId, exerciseId));
}
