import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { Database } from "../../../lib/db/client.ts";
import { liveRunners } from "../../../lib/db/runners.ts";
import { countLive, leastUsedOfLessons, liveByRunner } from "../../../lib/db/sandboxes.ts";
import { message } from "../../../lib/i18n/message.ts";
import { Refusal } from "../../api/refusal.ts";
import { askRunner } from "./ask-runner.ts";
import { type Key, openRunners, whyUnavailable } from "./status.ts";

/** A learner who goes from exercise to exercise need not close each; more than this is forgetting. */
const maximumLive = 3;

/**
 * Has a sandbox made. A learner's sandboxes of lessons yield to newer ones: who reads on does not think of closing them,
 * and what the lesson wrote there it writes again. It is made by the runner that serves the fewest. One that is full, or has gone since it was last heard of, is
 * passed over for the next.
 *
 * @throws Refusal with 429 when the learner has enough, with 503 when no runner takes it
 */
export async function placeSandbox(database: Database, key: Key, files: WorkspaceFile[]): Promise<void> {
  if ((await countLive(database, key.learnerId)) >= maximumLive) await makeRoom(database, key);
  const runners = await liveRunners(database);
  const load = await liveByRunner(database);
  const byLoad = openRunners(runners).sort((a, b) => (load.get(a.id) ?? 0) - (load.get(b.id) ?? 0));
  const body = { learner: key.learnerId, place: key.place, files };
  let refusal: Refusal | undefined;
  for (const { id } of byLoad) {
    try {
      await askRunner(database, id, { method: "POST", path: "/live", body });
      return;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Another tab was first: its sandbox is this one's too.
      if (error.status === 409) return;
      if (error.status !== 503) throw error;
      refusal = error;
    }
  }
  const why = whyUnavailable(runners);
  throw refusal ?? new Refusal(503, why?.error ?? message("live.engine-away"), why?.remedy);
}

async function makeRoom(database: Database, { learnerId }: Key): Promise<void> {
  const least = await leastUsedOfLessons(database, learnerId);
  if (!least) throw new Refusal(429, message("live.too-many-sandboxes", { maximum: maximumLive }));
  const path = `/live/${least.id}?why=yielded`;
  await askRunner(database, least.runnerId, { method: "DELETE", path });
}
