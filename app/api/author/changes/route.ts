import { lessonFingerprint } from "../../../../lib/content/fingerprint.ts";
import { changeStream } from "../../../author/changes.ts";
import { site } from "../../../server/site.ts";

/**
 * `GET /api/author/changes?lesson=week-2/day-1/session-6/architecture`: server-sent events, `changed` whenever a file
 * of the lesson changes. Only where COMPOSELAB_AUTHOR is 1.
 */
export async function GET(request: Request): Promise<Response> {
  const { author, contentDirectory } = site().settings;
  const lesson = new URL(request.url).searchParams.get("lesson") ?? "";
  const look = async () => (await lessonFingerprint(contentDirectory, lesson)) ?? "";
  if (!author || (await look()) === "") return new Response(null, { status: 404 });
  return new Response(changeStream(look, request.signal), {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // no-transform: a proxy (or Next) that compresses would hold events back.
      "cache-control": "no-store, no-transform",
    },
  });
}
