import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { hostname } from "node:os";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import type { Settings } from "../../lib/config/settings.ts";
import { message } from "../../lib/i18n/message.ts";
import { tokenHeader } from "../../lib/live/between.ts";
import { LiveRefusal } from "./refusal.ts";

/** What answers on the port while there is an engine. */
export type PortHandler = {
  request(request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
};

export type RunnerPort = {
  reached: { address: string; token: string };
  /** Sets who answers from now on; nobody, when there is no engine. */
  serve(handler: PortHandler | undefined): void;
  close(): Promise<void>;
};

const farewellMs = 500;
const anyAddress = ["0.0.0.0", "::"];

/** Opens the port on which the site reaches this runner. Whoever does not know the token is told nothing. */
export async function openRunnerPort(
  settings: Pick<Settings, "runnerHost" | "runnerPort">,
  log: Logger,
): Promise<RunnerPort> {
  const { runnerHost } = settings;
  const token = randomBytes(32).toString("base64url");
  let handler: PortHandler | undefined;
  const upgraded = new Set<Duplex>();
  const server = createServer((request, response) => {
    if (!knows(request, token)) return refuse(response);
    if (!handler) return answerError(response, away());
    handler.request(request, response).catch((error) => {
      if (!(error instanceof LiveRefusal)) log.error({ error }, "a request of the site failed");
      answerError(response, error);
    });
  });
  // A terminal may be silent for hours, and a download may take its time.
  server.requestTimeout = 0;
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
    if (!knows(request, token))
      return void socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    if (!handler) return endUpgrade(socket, 503);
    handler.upgrade(request, socket, head).catch((error) => {
      if (!(error instanceof LiveRefusal)) log.error({ error }, "an upgrade failed");
      endUpgrade(socket, error instanceof LiveRefusal ? error.status : 500);
    });
  });
  server.on("clientError", (_, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.runnerPort, runnerHost, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : settings.runnerPort;
  const host = anyAddress.includes(runnerHost) ? hostname() : runnerHost;
  return {
    reached: { address: `http://${host.includes(":") ? `[${host}]` : host}:${port}`, token },
    serve: (next) => {
      handler = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        // The last words to the pages are on their way; a page that does not answer them keeps nobody waiting.
        setTimeout(() => {
          for (const socket of upgraded) socket.destroy();
        }, farewellMs).unref();
      }),
  };
}

/** Ends a request for a WebSocket with a plain answer. */
export function endUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}

function knows(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(String(request.headers[tokenHeader] ?? ""));
  const expected = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function refuse(response: ServerResponse): void {
  response.writeHead(401, { connection: "close" }).end();
}

function away(): LiveRefusal {
  return new LiveRefusal(503, message("live.engine-away"), message("live.engine-away-remedy"));
}

function answerError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const known = error instanceof LiveRefusal;
  const body = known ? error.body : { error: message("live.failed"), remedy: message("live.failed-remedy") };
  response.writeHead(known ? error.status : 500, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify(body));
}
