import type { SandboxRow } from "../../../lib/db/sandboxes.ts";
import { message } from "../../../lib/i18n/message.ts";
import { findExercise } from "../../api/exercise.ts";
import { Refusal } from "../../api/refusal.ts";
import { currentLearner } from "../learner.ts";
import { site } from "../site.ts";
import { isLive, type Key, latestOrLost } from "./status.ts";

/** The exercise that a route is about and who asks; nobody, before anything was written. @throws Refusal with 404 */
export async function ownKey(params: Promise<{ exercise: string }>): Promise<Key | undefined> {
  const { id } = await findExercise((await params).exercise);
  const learnerId = await currentLearner();
  return learnerId ? { learnerId, exerciseId: id } : undefined;
}

/** The learner's own live sandbox. @throws Refusal with 404 when there is none */
export async function ownSandbox(key: Key | undefined): Promise<SandboxRow> {
  const row = key && (await latestOrLost(site().database, key));
  if (row && isLive(row)) return row;
  throw new Refusal(404, message("live.gone"), message("live.gone-remedy"));
}
