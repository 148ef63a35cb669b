import { maximumBodyBytes } from "../../../../lib/content/workspace-schema.ts";
import { openBodySchema } from "../../../../lib/live/protocol.ts";
import { requireLearner } from "../../../server/learner.ts";
import { askRunner } from "../../../server/live/ask-runner.ts";
import { findPlace, ownKey, ownSandbox } from "../../../server/live/own-sandbox.ts";
import { placeSandbox } from "../../../server/live/place-sandbox.ts";
import { isLive, latestOrLost, readStatus } from "../../../server/live/status.ts";
import { site } from "../../../server/site.ts";
import { json, readBody, respond } from "../../respond.ts";

type Context = { params: Promise<{ place: string }> };

/** `GET /api/live/:place` → LiveStatus */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return respond(request, async () => json(await readStatus(site().database, await ownKey(params))));
}

/** `POST /api/live/:place {files}` → LiveStatus, with a sandbox that is being made or is there. */
export function POST(request: Request, { params }: Context): Promise<Response> {
  return respond(request, async () => {
    const { files } = await readBody(request, openBodySchema, maximumBodyBytes);
    const place = await findPlace((await params).place);
    const key = { learnerId: await requireLearner(), place };
    const { database } = site();
    const row = await latestOrLost(database, key);
    if (!row || !isLive(row)) await placeSandbox(database, key, files);
    return json(await readStatus(database, key));
  });
}

/** `DELETE /api/live/:place` → LiveStatus. The files are in the draft. */
export function DELETE(request: Request, { params }: Context): Promise<Response> {
  return respond(request, async () => {
    const key = await ownKey(params);
    const { id, runnerId } = await ownSandbox(key);
    await askRunner(site().database, runnerId, { method: "DELETE", path: `/live/${id}` });
    return json(await readStatus(site().database, key));
  });
}
