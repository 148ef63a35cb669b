import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Logger } from "pino";
import { z } from "zod";
import { type Message, message } from "../../lib/i18n/message.ts";
import type { ControlAnswer } from "./control-sandboxes.ts";

/** A workspace with some room for JSON's own characters. */
const maximumBodyBytes = 16 * 1024 * 1024;

/** Answers a request of the control socket, or nothing when it is for somebody else. */
export type ControlRoute = (
  method: string,
  path: string,
  body: unknown,
) => Promise<ControlAnswer | undefined>;

/**
 * Serves HTTP on `<data>/run/runner.sock`, for this user only. The caller holds the runner's lock, so a socket
 * that is there already is a dead process's.
 */
export async function openControlServer(
  dataDirectory: string,
  routes: ControlRoute[],
  log: Logger,
): Promise<{ close: () => Promise<void> }> {
  const directory = path.join(dataDirectory, "run");
  const socket = path.join(directory, "runner.sock");
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  rmSync(socket, { force: true });
  const server = createServer((request, response) => {
    answer(routes, request)
      .catch((error: unknown) => failure(error, log))
      .then((given) => send(response, given));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket, resolve);
  });
  chmodSync(socket, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(routes: ControlRoute[], request: IncomingMessage): Promise<ControlAnswer> {
  const { pathname } = new URL(request.url ?? "/", "http://runner");
  const method = request.method ?? "GET";
  if (Number(request.headers["content-length"] ?? 0) > maximumBodyBytes) {
    return refusal(413, message("platform.too-large", { kibibytes: maximumBodyBytes / 1024 }));
  }
  const received = method === "GET" ? "" : await text(request);
  const body: unknown = received === "" ? undefined : JSON.parse(received);
  for (const route of routes) {
    const given = await route(method, pathname, body);
    if (given) return given;
  }
  return refusal(404, message("platform.bad-request", { detail: `${method} ${pathname}` }));
}

/** What is the matter and what to do, in codes: whoever asked renders them in their own language. */
export function refusal(status: number, error: Message, remedies: Message[] = []): ControlAnswer {
  return { status, body: { error, remedies } };
}

function failure(error: unknown, log: Logger): ControlAnswer {
  if (error instanceof SyntaxError) return refusal(400, message("platform.bad-request", { detail: "JSON" }));
  if (error instanceof z.ZodError) {
    return refusal(400, message("platform.bad-request", { detail: z.prettifyError(error) }));
  }
  log.error({ error }, "a control request failed");
  const detail = error instanceof Error ? error.message : String(error);
  return refusal(500, message("platform.control-failed", { detail }), [message("platform.engine-remedy")]);
}

function send(response: ServerResponse, { status, body }: ControlAnswer): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body === undefined ? "" : JSON.stringify(body));
}
