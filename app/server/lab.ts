import type { RunnerEngine, RunnerImage } from "../../lib/db/runner-state.ts";
import { liveRunners } from "../../lib/db/runners.ts";
import { site } from "./site.ts";

/** What the exercises need, as it stands now: `away` is the database, `idle` means that no runner is alive. */
export type Lab =
  | { state: "away" }
  | { state: "idle" }
  | { state: "known"; engine: RunnerEngine; images: RunnerImage[] };

export async function readLab(): Promise<Lab> {
  const runners = await liveRunners(site().database).catch(() => undefined);
  if (!runners) return { state: "away" };
  const best = runners.find((runner) => runner.engine.state === "ready") ?? runners[0];
  return best ? { state: "known", engine: best.engine, images: best.images } : { state: "idle" };
}
