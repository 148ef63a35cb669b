import { liveRunners } from "../../../lib/db/runners.ts";
import { site } from "../../server/site.ts";
import { json } from "../respond.ts";

/**
 * `GET /api/health` → `{status, database, engine, runners, images}`. `status` is about the site itself: `ok`, or
 * `degraded` (503) without its database. What can be graded is said by the engine and the images.
 */
export async function GET(): Promise<Response> {
  try {
    const runners = await liveRunners(site().database);
    const best = runners.find((runner) => runner.engine.state === "ready") ?? runners[0];
    const body = {
      status: "ok",
      database: "ok",
      engine: best?.engine ?? null,
      runners: runners.map(({ id, engine, jobs, heartbeatAt }) => ({
        id,
        engine: engine.state,
        jobs,
        heartbeatAt,
      })),
      images: best?.images ?? [],
    };
    return json(body);
  } catch {
    return json({ status: "degraded", database: "away", engine: null, runners: [], images: [] }, 503);
  }
}
