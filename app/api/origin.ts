import type { Settings } from "../../lib/config/settings.ts";
import { message } from "../../lib/i18n/message.ts";
import { Refusal } from "./refusal.ts";

/**
 * Another site's page must not submit in a learner's name: the browser says in `Origin` whose page asks.
 * A request without it does not come from a page (or comes from our own, says `Sec-Fetch-Site`).
 */
export function refuseForeignOrigin(request: Request, settings: Pick<Settings, "origin">): void {
  const { headers } = request;
  const origin = headers.get("origin");
  const isOwn = origin
    ? isOwnOrigin({ origin, host: headers.get("host") }, settings)
    : isOwnFetch(headers.get("sec-fetch-site"));
  if (!isOwn) throw new Refusal(403, message("platform.foreign-origin"));
}

/** Whether a request's `Origin` is this site's: the one that the operator says, or where the request itself went. */
export function isOwnOrigin(
  { origin, host }: { origin: string; host: string | null },
  settings: Pick<Settings, "origin">,
): boolean {
  return origin === settings.origin || origin === `http://${host}` || origin === `https://${host}`;
}

function isOwnFetch(from: string | null): boolean {
  return from === null || from === "same-origin" || from === "none";
}
