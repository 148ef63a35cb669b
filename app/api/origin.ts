import type { Settings } from "../../lib/config/settings.ts";
import { message } from "../../lib/i18n/message.ts";
import { Refusal } from "./refusal.ts";

/**
 * Another site's page must not submit in a learner's name: the browser says in `Origin` whose page asks.
 * A request without it does not come from a page (or comes from our own, says `Sec-Fetch-Site`).
 */
export function refuseForeignOrigin(request: Request, settings: Pick<Settings, "origin">): void {
  if (!isOwnOrigin(request.headers, settings)) throw new Refusal(403, message("platform.foreign-origin"));
}

function isOwnOrigin(headers: Headers, settings: Pick<Settings, "origin">): boolean {
  const origin = headers.get("origin");
  const host = headers.get("host");
  if (origin)
    return origin === settings.origin || origin === `http://${host}` || origin === `https://${host}`;
  const from = headers.get("sec-fetch-site");
  return from === null || from === "same-origin" || from === "none";
}
