import { listStandings, type Standing as StoredStanding } from "../../lib/db/standings.ts";
import { currentLearner } from "./learner.ts";
import { site } from "./site.ts";

export type Standing = {
  state: "untouched" | "started" | "running" | "partly" | "solved";
  /** Points of the best graded submission. */
  best?: number;
};

export type Standings = Partial<Record<string, Standing>>;

/** The reader's own standing in every exercise begun; nothing when the database is away: lessons are still read. */
export async function readStandings(): Promise<Standings> {
  const learnerId = await currentLearner();
  if (!learnerId) return {};
  const stored = await listStandings(site().database, learnerId).catch(() => []);
  return Object.fromEntries(stored.map((row) => [row.exerciseId, { state: stateOf(row), best: row.best }]));
}

function stateOf({ best, of, open }: StoredStanding): Standing["state"] {
  if (open) return "running";
  if (best === undefined) return "started";
  return best === of ? "solved" : "partly";
}
