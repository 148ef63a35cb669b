import { z } from "zod";
import { maximumBodyBytes, workspaceSchema } from "../../../../lib/content/workspace-schema.ts";
import { readDraft, saveDraft } from "../../../../lib/db/drafts.ts";
import { message } from "../../../../lib/i18n/message.ts";
import { nameLearner, requireLearner } from "../../../server/learner.ts";
import { site } from "../../../server/site.ts";
import { findExercise } from "../../exercise.ts";
import { Refusal } from "../../refusal.ts";
import { json, readBody, respond } from "../../respond.ts";

const draftSchema = z.strictObject({
  files: workspaceSchema,
  version: z.int32().min(0).max(2_000_000_000).describe("The version that was read; 0 when there was none."),
});

type Context = { params: Promise<{ exercise: string }> };

/** `GET /api/drafts/:exercise` → `{draft: {files, version, updatedAt}}`; `draft` is null before anything was written. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return respond(request, async () => {
    const { id } = await findExercise((await params).exercise);
    const key = { learnerId: await nameLearner(), exerciseId: id };
    return json({ draft: (await readDraft(site().database, key)) ?? null });
  });
}

/** `PUT /api/drafts/:exercise {files, version}` → `{version}`; 409 when another tab has saved in between. */
export function PUT(request: Request, { params }: Context): Promise<Response> {
  return respond(request, async () => {
    const draft = await readBody(request, draftSchema, maximumBodyBytes);
    const { id } = await findExercise((await params).exercise);
    const key = { learnerId: await requireLearner(), exerciseId: id };
    const version = await saveDraft(site().database, key, draft);
    if (version === undefined) {
      throw new Refusal(409, message("platform.draft-changed"), message("platform.draft-changed-remedy"));
    }
    return json({ version });
  });
}
