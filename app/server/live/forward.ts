import {
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import { connect } from "node:net";
import { type Duplex, pipeline } from "node:stream";
import { connectionHeaders } from "../../../lib/live/connection-headers.ts";
import { messageHead } from "../../../lib/live/message-head.ts";

/** Where a request goes: a runner's address, the path there, and what is said besides the page's own headers. */
export type Destination = { address: string; path: string; headers: Record<string, string> };

/** Passes a request on to a runner as it comes, and the answer back, each as slowly as the other side takes it. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  destination: Destination,
  { without = [] }: { without?: string[] } = {},
): void {
  const asked = httpRequest(destination.address + destination.path, {
    method: request.method,
    headers: { ...passed(request.headers, without), ...destination.headers },
  });
  let isAnswered = false;
  asked.once("response", (answer) => {
    isAnswered = true;
    response.writeHead(answer.statusCode ?? 502, passed(answer.headers, []));
    response.flushHeaders();
    pipeline(answer, response, () => asked.destroy());
  });
  // A runner that has answered before it has read everything is right to stop reading.
  asked.on("error", () => {
    if (isAnswered) return;
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end();
  });
  response.once("close", () => asked.destroy());
  pipeline(request, asked, () => undefined);
}

/** Joins a page's connection with the runner's for a WebSocket: after the request's head, bytes are bytes. */
export function forwardUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  destination: Destination,
  { without = [] }: { without?: string[] } = {},
): void {
  const { hostname, port, host } = new URL(destination.address);
  const runner = connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port), noDelay: true });
  const headers: OutgoingHttpHeaders = {
    ...passed(request.headers, without),
    host,
    ...destination.headers,
    connection: "Upgrade",
    upgrade: request.headers.upgrade,
  };
  runner.write(messageHead(`GET ${destination.path} HTTP/1.1`, headers), "latin1");
  if (head.length > 0) runner.write(head);
  pipeline(socket, runner, () => socket.destroy());
  pipeline(runner, socket, () => runner.destroy());
}

function passed(headers: IncomingMessage["headers"], without: string[]): OutgoingHttpHeaders {
  const isPassed = (name: string) => !connectionHeaders.has(name) && !without.includes(name);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isPassed(name)));
}
