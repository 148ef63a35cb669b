import { loadLesson } from "../../../../../lib/content/lesson.ts";
import { terminalOf, withEdits } from "../../../../../lib/content/runnable.ts";
import { maximumBodyBytes, workspaceSchema } from "../../../../../lib/content/workspace-schema.ts";
import { message } from "../../../../../lib/i18n/message.ts";
import { readPlace } from "../../../../../lib/live/place.ts";
import {
  type AnsweredRun,
  askedRunSchema,
  type RunBody,
  type StartedRun,
} from "../../../../../lib/live/run.ts";
import { askRunner } from "../../../../server/live/ask-runner.ts";
import { ownKey, ownSandbox } from "../../../../server/live/own-sandbox.ts";
import { site } from "../../../../server/site.ts";
import { Refusal } from "../../../refusal.ts";
import { json, readBody, respond } from "../../../respond.ts";

type Context = { params: Promise<{ place: string }> };

/** `POST /api/live/:place/runs {block, locale, cols, request, edits}` → AnsweredRun */
export function POST(request: Request, { params }: Context): Promise<Response> {
  return respond(request, async () => {
    const {
      block,
      locale,
      cols,
      request: asked,
      edits,
    } = await readBody(request, askedRunSchema, maximumBodyBytes);
    const { settings, database } = site();
    const { id, runnerId } = await ownSandbox(await ownKey(params));
    const place = readPlace((await params).place);
    const lesson =
      place.kind === "lesson"
        ? await loadLesson(settings.contentDirectory, place.session, place.id, locale)
        : undefined;
    const run = lesson?.runs.find(({ terminal }) => terminal === terminalOf(block));
    if (!run) {
      throw new Refusal(404, message("live.no-block", { block }), message("live.no-block-remedy"));
    }
    const files = workspaceSchema.safeParse(withEdits(run.files, edits));
    if (!files.success) throw new Refusal(413, message("live.edits-too-large"));
    const body: RunBody = { ...run, files: files.data, cols, request: asked };
    const started = await askRunner(database, runnerId, { method: "POST", path: `/live/${id}/runs`, body });
    const edited = run.files.filter(({ content }, index) => files.data[index]?.content !== content);
    return json({ ...(started as StartedRun), edited: edited.map(({ path }) => path) } satisfies AnsweredRun);
  });
}
