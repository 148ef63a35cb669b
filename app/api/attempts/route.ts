import { z } from "zod";
import { maximumBodyBytes, workspaceSchema } from "../../../lib/content/workspace-schema.ts";
import { countOpen, createAttempt, listAttempts } from "../../../lib/db/attempts.ts";
import { liveRunners } from "../../../lib/db/runners.ts";
import { message } from "../../../lib/i18n/message.ts";
import { currentLearner, requireLearner } from "../../server/learner.ts";
import { site } from "../../server/site.ts";
import { whyNotAccepted } from "../../server/waiting.ts";
import { exerciseIdSchema, findExercise } from "../exercise.ts";
import { Refusal } from "../refusal.ts";
import { json, readBody, respond } from "../respond.ts";

/** One learner cannot fill the queue: pressing Run again and again does not help anybody. */
const maximumOpen = 5;

const newAttemptSchema = z.strictObject({
  exercise: exerciseIdSchema,
  purpose: z.enum(["run", "submit"]),
  files: workspaceSchema,
});

/** `POST /api/attempts {exercise, purpose, files}` → 201 `{id, position}` */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const { exercise, purpose, files } = await readBody(request, newAttemptSchema, maximumBodyBytes);
    const { database, queue } = site();
    const loaded = await findExercise(exercise);
    const refused = whyNotAccepted(await liveRunners(database));
    if (refused) throw new Refusal(503, refused.error, refused.remedy);
    const learnerId = await requireLearner();
    if ((await countOpen(database, learnerId)) >= maximumOpen) {
      throw new Refusal(429, message("platform.too-many-attempts", { maximum: maximumOpen }));
    }
    const values = { learnerId, exerciseId: exercise, exerciseHash: loaded.hash, purpose, files };
    return json(await createAttempt(database, await queue(), values), 201);
  });
}

/** `GET /api/attempts?exercise=` → `{attempts}`, the learner's own, the newest first, without files. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const asked = exerciseIdSchema.safeParse(new URL(request.url).searchParams.get("exercise"));
    if (!asked.success) throw new Refusal(400, message("platform.bad-request", { detail: "exercise" }));
    const learnerId = await currentLearner();
    const filter = { learnerId: learnerId ?? "", exerciseId: asked.data };
    return json({ attempts: learnerId ? await listAttempts(site().database, filter) : [] });
  });
}
