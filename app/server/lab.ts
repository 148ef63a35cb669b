import type { RunnerEngine, RunnerImage } from "../../lib/db/runner-state.ts";

/** What the exercises need, as it stands now. */
export type Lab =
  | { state: "away" }
  | { state: "idle" }
  | { state: "known"; engine: RunnerEngine; images: RunnerImage[] };

export async function readLab(): Promise<Lab> {
  return { state: "idle" };
}
