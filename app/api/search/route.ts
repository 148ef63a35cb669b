import { z } from "zod";
import { locales, message } from "../../../lib/i18n/message.ts";
import { searchContent } from "../../server/search.ts";
import { Refusal } from "../refusal.ts";
import { json, respond } from "../respond.ts";

const querySchema = z.object({ q: z.string().max(200), locale: z.enum(locales) });

/** `GET /api/search?q=&locale=` → `{hits: [{kind, href, context, title, excerpt}]}`, the best first, at most 20. */
export function GET(request: Request): Promise<Response> {
  return respond(request, async () => {
    const parsed = querySchema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!parsed.success) {
      throw new Refusal(400, message("platform.bad-request", { detail: z.prettifyError(parsed.error) }));
    }
    return json({ hits: await searchContent(parsed.data.q, parsed.data.locale) });
  });
}
