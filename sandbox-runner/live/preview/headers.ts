import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { previewHeader, tokenHeader } from "../../../lib/live/between.ts";
import { connectionHeaders } from "../../../lib/live/connection-headers.ts";
import { cookieNames } from "./cookies.ts";

const ours = new Set([tokenHeader, previewHeader, "forwarded"]);

/** What would reach beyond the preview's own host: the browser's data of neighbouring hosts, its use of HTTPS. */
const withheld = new Set(["clear-site-data", "strict-transport-security", "public-key-pins"]);

/** What a student's service is asked with: as if at `localhost:<port>`, and without the cookie of the preview. */
export function headersForService(
  headers: IncomingHttpHeaders,
  { port, origin }: { port: number; origin: string },
): OutgoingHttpHeaders {
  const local = `http://localhost:${port}`;
  const passed: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    if (connectionHeaders.has(name) || ours.has(name) || name.startsWith("x-forwarded-")) continue;
    if (value !== undefined) passed[name] = value;
  }
  passed.host = `localhost:${port}`;
  if (headers.origin === origin) passed.origin = local;
  if (headers.referer?.startsWith(`${origin}/`))
    passed.referer = local + headers.referer.slice(origin.length);
  const cookie = withoutOurs(headers.cookie);
  if (cookie) passed.cookie = cookie;
  else delete passed.cookie;
  return passed;
}

/** What the browser is answered with: redirects lead back to the preview, cookies stay on its host. */
export function headersForBrowser(
  headers: IncomingHttpHeaders,
  { port, origin }: { port: number; origin: string },
): OutgoingHttpHeaders {
  const passed: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    if (connectionHeaders.has(name) || withheld.has(name) || value === undefined) continue;
    passed[name] = value;
  }
  if (headers.location) passed.location = toPreview(headers.location, port, origin);
  const cookies = (headers["set-cookie"] ?? []).filter((cookie) => !isOurs(cookie)).map(withoutDomain);
  if (cookies.length > 0) passed["set-cookie"] = cookies;
  else delete passed["set-cookie"];
  return passed;
}

function toPreview(location: string, port: number, origin: string): string {
  const local = new RegExp(`^http://(localhost|127\\.0\\.0\\.1):${port}(?=[/?#]|$)`);
  const implied = port === 80 ? /^http:\/\/(localhost|127\.0\.0\.1)(?=[/?#]|$)/ : undefined;
  return location.replace(local, origin).replace(implied ?? /^$/, (match) => (match === "" ? "" : origin));
}

function withoutOurs(cookie: string | undefined): string | undefined {
  return cookie
    ?.split(/;\s*/)
    .filter((pair) => !isOurs(pair))
    .join("; ");
}

function isOurs(pair: string): boolean {
  return cookieNames.includes(pair.split("=")[0]?.trim() ?? "");
}

/** With a domain, a cookie would reach the previews of others and, on a shared domain, the site itself. */
function withoutDomain(cookie: string): string {
  return cookie
    .split(";")
    .filter((part) => !/^\s*domain\s*=/i.test(part))
    .join(";");
}
