import { ownAttempt } from "../../own-attempt.ts";
import { json, respond } from "../../respond.ts";

/** `GET /api/attempts/:id` → `{attempt}` with its files and, when it has ended, its result. */
export function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return respond(request, async () => {
    // The learner's id is what the cookie keeps from scripts.
    const { learnerId: _, ...attempt } = await ownAttempt((await params).id);
    return json({ attempt });
  });
}
