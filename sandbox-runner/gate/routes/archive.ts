import { Readable } from "node:stream";
import { plainTar } from "../archives/plain-tar.ts";
import { rebuiltTar } from "../archives/tar-entries.ts";
import type { EngineAnswer } from "../engine/engine-client.ts";
import { malformed } from "../errors.ts";
import { flag, flagText, text } from "./query.ts";
import { containerId } from "./resolve.ts";
import { type Call, type Route, route } from "./route.ts";
import { forwardBytes } from "./stream.ts";

const archiveLimit = 512 * 1024 * 1024;
const statHeader = "X-Docker-Container-Path-Stat";

/** `docker cp`: files into and out of a container, as plain tar. */
export const archiveRoutes: Route[] = [
  route({
    method: "HEAD",
    path: "/containers/{id}/archive",
    query: { path: text },
    async handle(call) {
      const answer = await call.gate.engine.send(await archive(call, "HEAD"));
      answer.body.resume();
      // There is no body to tell the reason: the CLI makes its own sentence of the status.
      if (answer.status >= 400) return call.reply.empty(answer.status);
      await call.reply.bytes(200, "application/json", Buffer.alloc(0), pathStat(answer));
    },
  }),
  route({
    method: "GET",
    path: "/containers/{id}/archive",
    query: { path: text },
    streams: true,
    async handle(call) {
      const stat = await call.gate.engine.send(await archive(call, "HEAD"));
      stat.body.resume();
      await forwardBytes(call, await archive(call, "GET"), {
        headers: stat.status < 400 ? pathStat(stat) : {},
      });
    },
  }),
  route({
    method: "PUT",
    path: "/containers/{id}/archive",
    query: { path: text, noOverwriteDirNonDir: flag, copyUIDGID: flag },
    body: "tar",
    async handle(call) {
      const { gate, query, reply, request } = call;
      const id = await containerId(call);
      const archive = rebuiltTar(plainTar(request.body(archiveLimit)), (bytes) => gate.bytes.pass(bytes));
      const content = Readable.from(archive, { objectMode: false });
      await gate.engine.status({
        method: "PUT",
        path: ["containers", id, "archive"],
        query: {
          path: requiredPath(query.path),
          noOverwriteDirNonDir: flagText(query.noOverwriteDirNonDir),
          copyUIDGID: flagText(query.copyUIDGID),
        },
        body: { type: "application/x-tar", content },
      });
      await reply.empty(200);
    },
  }),
];

async function archive(call: Call<{ path: typeof text }>, method: "GET" | "HEAD") {
  const id = await containerId(call);
  return { method, path: ["containers", id, "archive"], query: { path: requiredPath(call.query.path) } };
}

function requiredPath(path: string | undefined): string {
  if (path === undefined || path === "") throw malformed("bad parameter: path cannot be empty");
  return path;
}

function pathStat(answer: EngineAnswer): Record<string, string> {
  const value = answer.headers[statHeader.toLowerCase()];
  return typeof value === "string" ? { [statHeader]: value } : {};
}
