import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { maximumBodyBytes, workspacePathSchema } from "../../lib/content/workspace-schema.ts";
import { message } from "../../lib/i18n/message.ts";
import { enterPath, makeBodySchema, previewHeader, previewHeaderSchema } from "../../lib/live/between.ts";
import {
  archiveFormatSchema,
  previewBodySchema,
  terminalIdSchema,
  terminalQuerySchema,
} from "../../lib/live/protocol.ts";
import { runBodySchema } from "../../lib/live/run.ts";
import { serveChannel } from "./channel.ts";
import { serveChecks } from "./checks/serve.ts";
import { downloadArchive, uploadArchive } from "./files/archive.ts";
import { download, upload } from "./files/transfer.ts";
import type { LiveSandbox } from "./live-sandbox.ts";
import { endUpgrade, type PortHandler } from "./port.ts";
import { joinPreview } from "./preview/join.ts";
import { type Previewed, servePreview } from "./preview/serve.ts";
import { LiveRefusal } from "./refusal.ts";
import type { LiveService } from "./service.ts";
import { serveTerminal } from "./terminals/serve.ts";
import { accept } from "./websocket.ts";

type Asked = { request: IncomingMessage; response: ServerResponse; query: URLSearchParams };

/** Answers the site's requests for live sandboxes: see `lib/live/between.ts`. */
export function liveHandler(service: LiveService): PortHandler {
  return {
    request: async (request, response) => {
      if (request.headers[previewHeader]) return servePreview(previewed(service, request), request, response);
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://runner");
      if (request.method === "POST" && pathname === "/live") {
        const id = await service.make(parse(makeBodySchema, await readJson(request)));
        return send(response, 200, { id });
      }
      const [, id = "", action = ""] = /^\/live\/(s[a-z0-9]{9})(?:\/([a-z]+))?$/.exec(pathname) ?? [];
      await answer(service, id, `${request.method} ${action}`, { request, response, query: searchParams });
    },
    upgrade: async (request, socket, head) => {
      if (request.headers[previewHeader]) {
        const joined = await joinPreview(previewed(service, request), request, socket, head);
        return joined ? undefined : endUpgrade(socket, 403);
      }
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://runner");
      const [, id = "", place = ""] =
        /^\/live\/(s[a-z0-9]{9})\/(channel|checks|terminals\/[^/]+)$/.exec(pathname) ?? [];
      const live = service.get(id);
      if (live.isCrowded) throw new LiveRefusal(429, message("live.failed"));
      if (place === "channel") return serveChannel(live, await accept(request, socket, head));
      if (place === "checks") return serveChecks(live, await accept(request, socket, head));
      const terminal = parse(terminalIdSchema, place.slice("terminals/".length));
      const query = parse(terminalQuerySchema, Object.fromEntries(searchParams));
      await serveTerminal(live, terminal, query, await accept(request, socket, head));
    },
  };
}

async function answer(service: LiveService, id: string, what: string, asked: Asked): Promise<void> {
  const { request, response, query } = asked;
  if (what === "DELETE ") {
    const reason = query.get("why") === "yielded" ? "yielded" : "closed";
    await service.end(id, { state: "ended", reason });
    return send(response, 200, {});
  }
  const live = service.get(id);
  if (what === "POST pause") {
    await service.end(id, { state: "paused" });
    return send(response, 200, {});
  }
  if (what === "POST extend") {
    await live.extend();
    return send(response, 200, {});
  }
  if (what === "POST preview") return preview(live, asked);
  if (what === "POST runs") {
    const started = await live.runs.start(parse(runBodySchema, await readJson(request)));
    live.use();
    return send(response, 200, started);
  }
  if (what === "GET files") return download(live, parse(workspacePathSchema, query.get("path")), response);
  if (what === "PUT files") {
    await upload(live, parse(workspacePathSchema, query.get("path")), request);
    return send(response, 204);
  }
  const format = parse(archiveFormatSchema, query.get("format"));
  if (what === "GET archive") return downloadArchive(live, format, response);
  if (what === "PUT archive") return send(response, 200, await uploadArchive(live, format, request));
  throw new LiveRefusal(404, message("live.gone"), message("live.gone-remedy"));
}

/** Only the path and the ticket: the site knows under which name its previews are reached. */
async function preview(live: LiveSandbox, { request, response }: Asked): Promise<void> {
  const { port, path } = parse(previewBodySchema, await readJson(request));
  const query = new URLSearchParams({ ticket: live.tickets.issue(port), to: path });
  send(response, 200, { path: `${enterPath}?${query}` });
}

function previewed(service: LiveService, request: IncomingMessage): Previewed {
  const [id, port, origin] = String(request.headers[previewHeader]).split(" ");
  const parsed = parse(previewHeaderSchema, { id, port, origin });
  return { live: service.get(parsed.id), port: parsed.port, origin: parsed.origin };
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new LiveRefusal(400, message("live.bad-request", { detail: z.prettifyError(parsed.error) }));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers["content-length"] ?? Number.POSITIVE_INFINITY) > maximumBodyBytes) {
    throw new LiveRefusal(413, message("live.bad-request", { detail: "content-length" }));
  }
  try {
    return JSON.parse(await text(request));
  } catch {
    throw new LiveRefusal(400, message("live.bad-request", { detail: "JSON" }));
  }
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  if (body === undefined) response.writeHead(status).end();
  else response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
