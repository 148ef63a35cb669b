import { z } from "zod";
import { maximumBodyBytes, workspaceSchema } from "../../../lib/content/workspace-schema.ts";
import { listAttempts } from "../../../lib/db/attempt-history.ts";
import { attemptLimits, type Created, createAttempt } from "../../../lib/db/attempts.ts";
import { liveRunners } from "../../../lib/db/runners.ts";
import { message } from "../../../lib/i18n/message.ts";
import { currentLearner, requireLearner } from "../../server/learner.ts";
import { hiddenChecks } from "../../server/sight.ts";
import { site } from "../../server/site.ts";
import { whyNotAccepted } from "../../server/waiting.ts";
import { exerciseIdSchema, findExercise } from "../exercise.ts";
import { Refusal } from "../refusal.ts";
import { json, readBody, respond } from "../respond.ts";

const newAttemptSchema = z.strictObject({
  id: z.uuid().optional().describe("The attempt's own: sent again with the same one, it is made only once."),
  exercise: exerciseIdSchema,
  purpose: z.enum(["run", "submit"]),
  files: workspaceSchema,
});

/** `POST /api/attempts {id?, exercise, purpose, files}` → 201 `{id, position}` */
export function POST(request: Request): Promise<Response> {
  return respond(request, async () => {
    const { id, exercise, purpose, files } = await readBody(request, newAttemptSchema, maximumBodyBytes);
    const { database, queue } = site();
    const loaded = await findExercise(exercise);
    const refused = whyNotAccepted(await liveRunners(database));
    if (refused) throw new Refusal(503, refused.error, refused.remedy);
    const learnerId = await requireLearner();
    const values = { id, learnerId, exerciseId: exercise, exerciseHash: loaded.hash, purpose, files };
    const created = await createAttempt(database, await queue(), values);
    if (created.kind !== "created") throw refusalOf(created.kind);
    return json({ id: created.id, position: created.position }, 201);
  });
}

function refusalOf(kind: Exclude<Created["kind"], "created">): Refusal {
  switch (kind) {
    case "too-many-open":
      return new Refusal(429, message("platform.too-many-attempts", { maximum: attemptLimits.open }));
    case "too-many-a-minute":
      return new Refusal(429, message("platform.too-many-a-minute", { maximum: attemptLimits.perMinute }));
    case "id-taken":
      return new Refusal(409, message("platform.bad-request", { detail: "id" }));
  }
}

const listSchema = z.strictObject({
  exercise: exerciseIdSchema,
  before: z.coerce.number().int().min(1).optional(),
});

/**
 * `GET /api/attempts?exercise=&before=` → `{attempts}`: a page of the learner's own, the newest first, each with its
 * number and points; `before` a number asks for older ones.
 */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const asked = listSchema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!asked.success) throw new Refusal(400, message("platform.bad-request", { detail: "exercise" }));
    const { exercise, before } = asked.data;
    const learnerId = await currentLearner();
    if (!learnerId) return json({ attempts: [] });
    const hidden = await hiddenChecks(await findExercise(exercise), learnerId);
    const filter = { learnerId, exerciseId: exercise, before, hidden };
    return json({ attempts: await listAttempts(site().database, filter) });
  });
}
