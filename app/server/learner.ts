import { randomBytes } from "node:crypto";
import { cookies } from "next/headers";
import { ensureLearner } from "../../lib/db/learners.ts";
import { learnerCookie, readLearnerId } from "./learner-cookie.ts";
import { site } from "./site.ts";

const fiveYears = 5 * 365 * 24 * 3600;

/** Who looks at the page: the random id that the browser keeps, or nobody yet. */
export async function currentLearner(): Promise<string | undefined> {
  return readLearnerId((await cookies()).get(learnerCookie)?.value);
}

/** The same for what changes something: a newcomer becomes a learner. Only in routes, which may set cookies. */
export async function requireLearner(): Promise<string> {
  const learnerId = await nameLearner();
  await ensureLearner(site().database, learnerId);
  return learnerId;
}

/**
 * Gives a newcomer's browser its id. Done by what a page asks for first: two changes at once, a save and a run,
 * would else each make a learner of their own, and one of the two would be lost.
 */
export async function nameLearner(): Promise<string> {
  const { settings } = site();
  const learnerId = (await currentLearner()) ?? randomBytes(24).toString("base64url");
  (await cookies()).set(learnerCookie, learnerId, {
    httpOnly: true,
    sameSite: "lax",
    secure: settings.origin?.startsWith("https:") ?? false,
    path: "/",
    maxAge: fiveYears,
  });
  return learnerId;
}
