import { loadLesson } from "../../../../../lib/content/lesson.ts";
import { terminalOf } from "../../../../../lib/content/runnable.ts";
import { message } from "../../../../../lib/i18n/message.ts";
import { readPlace } from "../../../../../lib/live/place.ts";
import { askedRunSchema, type RunBody } from "../../../../../lib/live/run.ts";
import { askRunner } from "../../../../server/live/ask-runner.ts";
import { ownKey, ownSandbox } from "../../../../server/live/own-sandbox.ts";
import { site } from "../../../../server/site.ts";
import { Refusal } from "../../../refusal.ts";
import { json, readBody, respond } from "../../../respond.ts";

type Context = { params: Promise<{ place: string }> };

const maximumBytes = 4 * 1024;

/** `POST /api/live/:place/runs {block, locale, cols}` → StartedRun */
export function POST(request: Request, { params }: Context): Promise<Response> {
  return respond(request, async () => {
    const { block, locale, cols } = await readBody(request, askedRunSchema, maximumBytes);
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
    const body: RunBody = { ...run, cols };
    return json(await askRunner(database, runnerId, { method: "POST", path: `/live/${id}/runs`, body }));
  });
}
