import { z } from "zod";
import { type Attempt, readAttempt } from "../../lib/db/attempts.ts";
import { message } from "../../lib/i18n/message.ts";
import { currentLearner } from "../server/learner.ts";
import { site } from "../server/site.ts";
import { Refusal } from "./refusal.ts";

/** The learner's own attempt of this id; another learner's is as unknown as none. @throws Refusal with 404 */
export async function ownAttempt(id: string): Promise<Attempt> {
  const attempt = z.uuid().safeParse(id).success ? await readAttempt(site().database, id) : undefined;
  if (attempt && attempt.learnerId === (await currentLearner())) return attempt;
  throw new Refusal(404, message("platform.attempt-unknown"));
}
