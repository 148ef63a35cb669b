import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream";
import { messageHead } from "../../../lib/live/message-head.ts";
import { headersForBrowser, headersForService } from "./headers.ts";
import { isAdmitted, isStatus, type Previewed } from "./serve.ts";

/**
 * Joins a page's WebSocket, or another upgrade, with the student's service once the service has agreed; its refusal is
 * passed on like any other answer. Of both heads only what a preview may say passes.
 *
 * @returns false when nobody was asked: the page has no ticket, or nothing listens
 */
export async function joinPreview(
  previewed: Previewed,
  request: IncomingMessage,
  browser: Duplex,
  early: Buffer,
): Promise<boolean> {
  const { live, port, origin } = previewed;
  if (request.method !== "GET" || !isAdmitted(previewed, request)) return false;
  const service = await live.dialPreview(port);
  if (!service) return false;
  const asked = httpRequest({
    createConnection: () => service,
    path: request.url,
    headers: {
      ...headersForService(request.headers, { port, origin }),
      connection: "Upgrade",
      upgrade: request.headers.upgrade,
    },
    setHost: false,
  });
  browser.once("close", () => asked.destroy());
  asked.once("error", () => browser.destroy());
  asked.once("upgrade", (answer, joined: Socket, first) => {
    browser.write(headFor(answer, 101, previewed), "latin1");
    if (first.length > 0) browser.write(first);
    if (early.length > 0) joined.write(early);
    pipeline(browser, joined, () => browser.destroy());
    pipeline(joined, browser, () => joined.destroy());
  });
  asked.once("response", (answer) => {
    if (!isStatus(answer.statusCode)) return void browser.destroy();
    browser.write(headFor(answer, answer.statusCode, previewed), "latin1");
    pipeline(answer, browser, () => asked.destroy());
  });
  asked.end();
  return true;
}

function headFor(answer: IncomingMessage, status: number, { port, origin }: Previewed): string {
  const upgraded = status === 101;
  const headers = headersForBrowser(answer.headers, { port, origin });
  // A body comes without its chunks' lengths, and ends with the connection.
  const connection = upgraded
    ? { connection: "Upgrade", upgrade: answer.headers.upgrade }
    : { connection: "close" };
  return messageHead(`HTTP/1.1 ${status} ${upgraded ? "Switching Protocols" : "Answered"}`, {
    ...headers,
    ...connection,
  });
}
