import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";

/** The largest message of a page: a file as JSON may write it, every character escaped. */
const maximumMessage = 2 * 1024 * 1024;
const pingMs = 20_000;

const server = new WebSocketServer({ noServer: true, maxPayload: maximumMessage, perMessageDeflate: false });

/** Agrees to a WebSocket. */
export function accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<WebSocket> {
  return new Promise((resolve) => {
    server.handleUpgrade(request, socket, head, (accepted) => {
      // What is wrong with a message closes the connection; that is all there is to do.
      accepted.on("error", () => undefined);
      resolve(accepted);
    });
  });
}

/** Notices a page that went without a word, and keeps proxies from closing a silent connection. */
export function keepAlive(socket: WebSocket): void {
  let isThere = true;
  socket.on("pong", () => {
    isThere = true;
  });
  const timer = setInterval(() => {
    if (!isThere) return socket.terminate();
    isThere = false;
    socket.ping();
  }, pingMs);
  socket.once("close", () => clearInterval(timer));
}

/** A message's JSON; undefined for what is none. */
export function readText(data: RawData): unknown {
  try {
    return JSON.parse(toBuffer(data).toString("utf8"));
  } catch {
    return undefined;
  }
}

export function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
