import { loadSession } from "../../../lib/content/session.ts";
import type { SandboxRow } from "../../../lib/db/sandboxes.ts";
import { message } from "../../../lib/i18n/message.ts";
import { type Place, placeSchema, readPlace } from "../../../lib/live/place.ts";
import { findExercise } from "../../api/exercise.ts";
import { Refusal } from "../../api/refusal.ts";
import { currentLearner } from "../learner.ts";
import { site } from "../site.ts";
import { isLive, type Key, latestOrLost } from "./status.ts";

/** The place that a route is about and who asks; nobody, before anything was written. @throws Refusal with 404 */
export async function ownKey(params: Promise<{ place: string }>): Promise<Key | undefined> {
  const place = await findPlace((await params).place);
  const learnerId = await currentLearner();
  return learnerId ? { learnerId, place } : undefined;
}

/** The same name, of an exercise or a lesson that is there. @throws Refusal with 404 */
export async function findPlace(name: string): Promise<string> {
  const known = placeSchema.safeParse(name);
  if (!known.success) throw new Refusal(404, message("live.no-place", { place: name }));
  const place = readPlace(known.data);
  if (place.kind === "exercise") await findExercise(place.id);
  else await findLesson(place);
  return known.data;
}

/** @throws Refusal with 404 */
async function findLesson({ session, id }: Extract<Place, { kind: "lesson" }>): Promise<void> {
  const found = await loadSession(site().settings.contentDirectory, session);
  if (found?.parts.some(({ lessons }) => lessons.some((lesson) => lesson.id === id))) return;
  throw new Refusal(404, message("live.no-place", { place: `${session}/${id}` }));
}

/** The learner's own live sandbox. @throws Refusal with 404 when there is none */
export async function ownSandbox(key: Key | undefined): Promise<SandboxRow> {
  const row = key && (await latestOrLost(site().database, key));
  if (row && isLive(row)) return row;
  throw new Refusal(404, message("live.gone"), message("live.gone-remedy"));
}
