import { resultAsSeen } from "../../../../lib/grading/student-view.ts";
import { sightOf } from "../../../server/sight.ts";
import { ownAttempt } from "../../own-attempt.ts";
import { json, respond } from "../../respond.ts";

/** `GET /api/attempts/:id` → `{attempt}` with its files and, when it has ended, its result. */
export function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return respond(request, async () => {
    // The learner's id is what the cookie keeps from scripts.
    const own = await ownAttempt((await params).id);
    const { learnerId: _, result, ...attempt } = own;
    return json({ attempt: { ...attempt, result: result && resultAsSeen(result, await sightOf(own)) } });
  });
}
