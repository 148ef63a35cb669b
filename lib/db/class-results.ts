import { sql } from "drizzle-orm";
import type { Database } from "./client.ts";
import { attempts, drafts } from "./schema.ts";

/** How a class stands in one exercise: numbers only, nobody's name. */
export type ClassResults = {
  /** Learners who have written in it, run or submitted it. */
  begun: number;
  /** Those of them of whom something was graded. */
  tried: number;
  /** Those with full marks in a submission. */
  passed: number;
  /** Of how many learners a check failed in what was graded of them last, the most first. */
  failing: { check: string; learners: number }[];
};

type Row = Omit<ClassResults, "failing"> & { failing: ClassResults["failing"] | null };

/** Counts all learners of the site. A class is to be one more condition in `ours`, on the learner. */
export async function readClassResults(database: Database, exerciseId: string): Promise<ClassResults> {
  const { rows } = await database.execute<Row>(sql`
    with ours as (
      select learner_id, purpose, result, created_at, result->>'kind' = 'graded' as graded
      from ${attempts} where exercise_id = ${exerciseId}
    ),
    begun as (
      select learner_id from ours union select learner_id from ${drafts} where exercise_id = ${exerciseId}
    ),
    latest as (
      select distinct on (learner_id) learner_id, result from ours
      where graded order by learner_id, created_at desc
    ),
    failing as (
      select found->>'id' as "check", count(distinct learner_id)::int as learners
      from latest, jsonb_array_elements(result->'checks') as found
      where found->>'status' = 'failed' group by 1 order by 2 desc, 1
    )
    select
      (select count(*)::int from begun) as begun,
      (select count(*)::int from latest) as tried,
      (select count(distinct learner_id)::int from ours
        where graded and purpose = 'submit' and result->'score' = result->'maxScore') as passed,
      (select json_agg(failing) from failing) as failing`);
  const [row] = rows;
  return {
    begun: row?.begun ?? 0,
    tried: row?.tried ?? 0,
    passed: row?.passed ?? 0,
    failing: row?.failing ?? [],
  };
}
