import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Settings } from "../../../lib/config/settings.ts";
import type { Database } from "../../../lib/db/client.ts";
import { runnerAddress, type SandboxRow, sandboxByPreview } from "../../../lib/db/sandboxes.ts";
import { message } from "../../../lib/i18n/message.ts";
import { previewHeader, tokenHeader } from "../../../lib/live/between.ts";
import { isOwnOrigin } from "../../api/origin.ts";
import { learnerOfRequest } from "../learner-cookie.ts";
import { isExpectedHost } from "../request-guard.ts";
import { type Destination, forward, forwardUpgrade } from "./forward.ts";
import { previewOfHost } from "./preview-host.ts";
import { latestOrLost } from "./status.ts";

type Site = { settings: Settings; database: Database };

/** Of what goes to a runner, cookies of the site are no part; what only the site may say is overwritten or dropped. */
const siteOnly = ["cookie", "authorization", tokenHeader, previewHeader];
const ourWords = [tokenHeader, previewHeader];

/** Requests that bypass Next: previews, and what is streamed between a page and its sandbox. */
export type LiveRequests = {
  /** False when the request is not one of these. */
  request(request: IncomingMessage, response: ServerResponse): boolean;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
};

export function liveRequests(site: Site): LiveRequests {
  return {
    request: (request, response) => {
      const find = destinationOf(site, request, /^\/api\/live\/([a-z0-9.-]{1,200})\/(files|archive)$/);
      if (!find) return false;
      find
        .then(({ destination, without }) => forward(request, response, destination, { without }))
        .catch((error: unknown) => refuse(request, response, statusOf(error)));
      return true;
    },
    upgrade: (request, socket, head) => {
      const channels = /^\/api\/live\/([a-z0-9.-]{1,200})\/(channel|checks|terminals\/[a-z0-9-]{1,32})$/;
      const find = destinationOf(site, request, channels);
      if (!find) return false;
      socket.on("error", () => socket.destroy());
      find
        .then(({ destination, without }) => forwardUpgrade(request, socket, head, destination, { without }))
        .catch((error: unknown) => refuseUpgrade(socket, statusOf(error)));
      return true;
    },
  };
}

type Found = { destination: Destination; without: string[] };

/** The answer's status, as an error that ends the search for where a request goes. */
class Refused extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}

function destinationOf(site: Site, request: IncomingMessage, paths: RegExp): Promise<Found> | undefined {
  const preview = previewOfHost(request.headers.host, site.settings);
  if (preview) return findPreview(site, request, preview);
  if (!isExpectedHost(request.headers.host, site.settings)) return undefined;
  const [path = "", query = ""] = (request.url ?? "").split(/\?(.*)/s);
  const [, place, rest] = paths.exec(path) ?? [];
  if (!place || !rest) return undefined;
  return findOwn(site, request, place, query === "" ? rest : `${rest}?${query}`);
}

async function findOwn(site: Site, request: IncomingMessage, place: string, rest: string): Promise<Found> {
  const { origin, host } = request.headers;
  const mayOmit = request.method === "GET" && !request.headers.upgrade;
  // Browsers say where a WebSocket comes from, always: a page of another site must not open a shell.
  const isOwn = origin === undefined ? mayOmit : isOwnOrigin({ origin, host: host ?? null }, site.settings);
  if (!isOwn) throw new Refused(403);
  const learnerId = learnerOfRequest(request.headers.cookie);
  const row = learnerId ? await latestOrLost(site.database, { learnerId, place }) : undefined;
  if (row?.state !== "ready") throw new Refused(404);
  const runner = await runnerOf(site, row);
  const headers = { [tokenHeader]: runner.token };
  return {
    destination: { address: runner.address, path: `/live/${row.id}/${rest}`, headers },
    without: siteOnly,
  };
}

async function findPreview(
  site: Site,
  request: IncomingMessage,
  { port, label, origin }: NonNullable<ReturnType<typeof previewOfHost>>,
): Promise<Found> {
  const row = await sandboxByPreview(site.database, label);
  if (row?.state !== "ready") throw new Refused(404);
  const runner = await runnerOf(site, row);
  const headers = { [tokenHeader]: runner.token, [previewHeader]: `${row.id} ${port} ${origin}` };
  return {
    destination: { address: runner.address, path: request.url ?? "/", headers },
    without: ourWords,
  };
}

async function runnerOf({ database }: Site, row: SandboxRow): Promise<{ address: string; token: string }> {
  const runner = await runnerAddress(database, row.runnerId);
  if (!runner) throw new Refused(503);
  return runner;
}

function statusOf(error: unknown): number {
  if (error instanceof Refused) return error.status;
  console.error(error);
  return 500;
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  request.resume();
  const error = message(status === 404 ? "live.gone" : status === 503 ? "live.engine-away" : "live.failed");
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify({ error }));
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}
