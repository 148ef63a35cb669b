import { ownAttempt } from "../../own-attempt.ts";
import { json, respond } from "../../respond.ts";

/** `GET /api/attempts/:id` → `{attempt}` with its files and, when it has ended, its result. */
export function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return respond(request, async () => json({ attempt: await ownAttempt((await params).id) }));
}
