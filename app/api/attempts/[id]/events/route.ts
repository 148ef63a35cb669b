import { z } from "zod";
import { eventAsSeen } from "../../../../../lib/grading/student-view.ts";
import { message } from "../../../../../lib/i18n/message.ts";
import { sightOf } from "../../../../server/sight.ts";
import { site } from "../../../../server/site.ts";
import { eventStream } from "../../../event-stream.ts";
import { ownAttempt } from "../../../own-attempt.ts";
import { Refusal } from "../../../refusal.ts";
import { respond } from "../../../respond.ts";

/** Sequence numbers are 32 bits wide. */
const maximumSeq = 2 ** 31 - 1;

/**
 * `GET /api/attempts/:id/events`: server-sent events. Each has its sequence number as id and a RunEvent as data;
 * `Last-Event-ID` resumes after one. While the attempt waits, `event: waiting` says `{position, reason?}`;
 * `event: end` is the last one.
 */
export function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return respond(request, async () => {
    const own = await ownAttempt((await params).id);
    const sight = await sightOf(own);
    const leave = site().streams.take(own.learnerId);
    if (!leave) throw new Refusal(429, message("platform.too-many-streams"));
    const after = z.coerce
      .number()
      .int()
      .min(0)
      .max(maximumSeq)
      .safeParse(request.headers.get("last-event-id"));
    const stream = eventStream(
      { attemptId: own.id, see: (event) => eventAsSeen(event, sight) },
      after.data ?? 0,
      request.signal,
      leave,
    );
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
