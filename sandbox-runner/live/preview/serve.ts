import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { type Message, message } from "../../../lib/i18n/message.ts";
import { translate } from "../../../lib/i18n/translate.ts";
import { enterPath } from "../../../lib/live/between.ts";
import type { LiveSandbox } from "../live-sandbox.ts";
import { openingCookies, sentCookies } from "./cookies.ts";
import { headersForBrowser, headersForService } from "./headers.ts";

/** Which preview a request is about. */
export type Previewed = { live: Pick<LiveSandbox, "dialPreview" | "tickets">; port: number; origin: string };

/** Answers a request for a preview: trades a ticket for a cookie, or asks the student's service. */
export async function servePreview(
  previewed: Previewed,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", previewed.origin);
  if (url.pathname === enterPath) enter(previewed, url, response);
  else if (!isAdmitted(previewed, request)) say(request, response, 403, "preview-closed", previewed.port);
  else await pass(previewed, request, response);
}

async function pass(
  { live, port, origin }: Previewed,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const socket = await live.dialPreview(port);
  if (!socket) {
    say(request, response, 502, "port-silent", port);
    return;
  }
  const asked = httpRequest({
    createConnection: () => socket,
    method: request.method,
    path: request.url,
    headers: { ...headersForService(request.headers, { port, origin }), connection: "close" },
    setHost: false,
  });
  asked.once("response", (answer) => {
    // A service may answer with what is no status at all, which nobody could be told: the runner must survive it.
    if (!isStatus(answer.statusCode)) return void asked.destroy(new Error("no status"));
    response.writeHead(answer.statusCode, headersForBrowser(answer.headers, { port, origin }));
    // Headers before a body that may take long: a stream of events, for example.
    response.flushHeaders();
    pipeline(answer, response, () => asked.destroy());
  });
  asked.once("upgrade", (_, joined) => {
    joined.destroy();
    say(request, response, 502, "port-silent", port);
  });
  asked.once("error", () => {
    if (response.headersSent) response.destroy();
    else say(request, response, 502, "port-silent", port);
  });
  response.once("close", () => asked.destroy());
  pipeline(request, asked, () => undefined);
}

export function isStatus(status: number | undefined): status is number {
  return status !== undefined && status >= 200 && status <= 999;
}

export function isAdmitted({ live, port }: Previewed, request: IncomingMessage): boolean {
  return sentCookies(request.headers.cookie).some((cookie) => live.tickets.admits(cookie, port));
}

function enter({ live, port, origin }: Previewed, url: URL, response: ServerResponse): void {
  const value = live.tickets.redeem(url.searchParams.get("ticket") ?? "", port);
  if (!value) {
    sayPlain(response, 403, message("live.preview-closed"), "preview-closed");
    return;
  }
  const to = url.searchParams.get("to") ?? "/";
  // A path of this host: `//other` and `/\other` would lead to another one.
  const location = /^\/(?![/\\])/.test(to) ? to : "/";
  response.writeHead(303, {
    location: new URL(location, origin).href,
    "set-cookie": openingCookies(value, origin.startsWith("https:")),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
  });
  response.end();
}

function say(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  name: "port-silent" | "preview-closed",
  port: number,
): void {
  request.resume();
  sayPlain(response, status, message(`live.${name}`, { port }), name);
}

/** In both languages: a preview does not know its reader's. */
function sayPlain(response: ServerResponse, status: number, what: Message, name: string): void {
  const lines = (["ko", "en"] as const).flatMap((locale) => [
    translate(what, locale),
    translate(message(`live.${name}-remedy`), locale),
    "",
  ]);
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(lines.join("\n"));
}
