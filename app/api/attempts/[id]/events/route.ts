import { eventStream } from "../../../event-stream.ts";
import { ownAttempt } from "../../../own-attempt.ts";
import { respond } from "../../../respond.ts";

/**
 * `GET /api/attempts/:id/events`: server-sent events. Each has its sequence number as id and a RunEvent as data;
 * `Last-Event-ID` resumes after one. While the attempt waits, `event: waiting` says `{position, reason?}`;
 * `event: end` is the last one.
 */
export function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return respond(request, async () => {
    const { id } = await ownAttempt((await params).id);
    const after = Number(request.headers.get("last-event-id") ?? 0);
    const stream = eventStream(id, Number.isInteger(after) && after > 0 ? after : 0, request.signal);
    return new Response(stream, {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        // no-transform: a proxy (or Next) that compresses would hold events back.
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
      },
    });
  });
}
