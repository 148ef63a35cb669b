import { cancelAttempt } from "../../../../../lib/db/attempts.ts";
import { site } from "../../../../server/site.ts";
import { ownAttempt } from "../../../own-attempt.ts";
import { json, respond } from "../../../respond.ts";

/** `POST /api/attempts/:id/cancel` → `{state}`. A running attempt is `running` until its runner has heard. */
export function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return respond(request, async () => {
    const { id } = await ownAttempt((await params).id);
    const { database, queue } = site();
    return json({ state: await cancelAttempt(database, await queue(), id) });
  });
}
