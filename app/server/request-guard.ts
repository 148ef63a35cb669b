import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";
import type { Settings } from "../../lib/config/settings.ts";
import { locales, message } from "../../lib/i18n/message.ts";
import { translate } from "../../lib/i18n/translate.ts";

type Asked = Pick<Settings, "host" | "origin">;

/** On every answer; the pages' content security policy comes from `proxy.ts`. */
const headers: Record<string, string> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
};

/**
 * A site that listens on loopback answers only to loopback's names. Else a foreign page could have its own name
 * point here (DNS rebinding) and would then count as this very site.
 */
export function isExpectedHost(host: string | undefined, settings: Asked): boolean {
  if (!isLoopback(settings.host)) return true;
  if (settings.origin && host === new URL(settings.origin).host) return true;
  return isLoopback((host ?? "").replace(/:\d+$/, "").replace(/^\[|\]$/g, ""));
}

/** Whether a host name, without a port, is this machine's own. */
export function isLoopback(name: string): boolean {
  if (isIP(name) === 4) return name.startsWith("127.");
  return name === "::1" || name === "localhost" || name.endsWith(".localhost");
}

/** Sets the headers of every answer. False when the request was refused and answered. */
export function guardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  settings: Asked & Pick<Settings, "port">,
): boolean {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (isExpectedHost(request.headers.host, settings)) {
    if (isReadable(request.url ?? "/")) return true;
    response.writeHead(400, { "content-type": "text/plain" }).end("Bad Request\n");
    return false;
  }
  response.writeHead(421, { "content-type": "text/plain; charset=utf-8" }).end(unknownHost(settings));
  return false;
}

/** Whether an address's path means anything: `%E0%A4%A` is half a character, and whoever decodes it fails. */
export function isReadable(address: string): boolean {
  try {
    decodeURIComponent(address.split("?")[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

/** In every language: nothing of a request that may not be ours is looked at. */
function unknownHost({ origin, port }: Pick<Settings, "origin" | "port">): string {
  const said = message("platform.unknown-host", { address: origin ?? `http://localhost:${port}` });
  return locales.map((locale) => `${translate(said, locale)}\n`).join("\n");
}
