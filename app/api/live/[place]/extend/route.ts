import { askRunner } from "../../../../server/live/ask-runner.ts";
import { ownKey, ownSandbox } from "../../../../server/live/own-sandbox.ts";
import { readStatus } from "../../../../server/live/status.ts";
import { site } from "../../../../server/site.ts";
import { json, respond } from "../../../respond.ts";

type Context = { params: Promise<{ place: string }> };

/** `POST /api/live/:place/extend` → LiveStatus */
export function POST(request: Request, { params }: Context): Promise<Response> {
  return respond(request, async () => {
    const key = await ownKey(params);
    const { id, runnerId } = await ownSandbox(key);
    await askRunner(site().database, runnerId, { method: "POST", path: `/live/${id}/extend` });
    return json(await readStatus(site().database, key));
  });
}
