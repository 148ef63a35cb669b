import { z } from "zod";
import { message } from "../../../../../lib/i18n/message.ts";
import { previewBodySchema } from "../../../../../lib/live/protocol.ts";
import { askRunner } from "../../../../server/live/ask-runner.ts";
import { ownKey, ownSandbox } from "../../../../server/live/own-sandbox.ts";
import { previewOrigin } from "../../../../server/live/preview-host.ts";
import { site } from "../../../../server/site.ts";
import { Refusal } from "../../../refusal.ts";
import { json, readBody, respond } from "../../../respond.ts";

type Context = { params: Promise<{ place: string }> };

const maximumBytes = 16 * 1024;
const answerSchema = z.object({ path: z.string().startsWith("/") });

/** `POST /api/live/:place/preview {port, path}` → PreviewTicket */
export function POST(request: Request, { params }: Context): Promise<Response> {
  return respond(request, async () => {
    const body = await readBody(request, previewBodySchema, maximumBytes);
    const { id, runnerId, previewLabel } = await ownSandbox(await ownKey(params));
    const { database, settings } = site();
    const name = { port: body.port, label: previewLabel };
    const origin = previewOrigin(name, request.headers.get("host"), settings);
    if (!origin) throw new Refusal(503, message("live.preview-unset"), message("live.preview-unset-remedy"));
    const path = `/live/${id}/preview`;
    const ticket = answerSchema.parse(await askRunner(database, runnerId, { method: "POST", path, body }));
    return json({ origin, url: origin + ticket.path });
  });
}
