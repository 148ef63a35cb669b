import { Readable } from "node:stream";
import { GateError, malformed } from "../errors.ts";
import type { EngineAnswer } from "../upstream.ts";
import { flag, flagText, text } from "./query.ts";
import { containerId } from "./resolve.ts";
import { type Call, type Route, route } from "./route.ts";
import { forwardBytes } from "./stream.ts";

const archiveLimit = 512 * 1024 * 1024;
const tarBlock = 512;
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
      await forwardBytes(call, await archive(call, "GET"), stat.status < 400 ? pathStat(stat) : {});
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
      const content = Readable.from(plainTar(request.body(archiveLimit)), { objectMode: false });
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

/**
 * Lets only an uncompressed tar pass: the engine would unpack others with programs of its own.
 * @throws GateError 400 before the first byte is passed on
 */
export async function* plainTar(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < tarBlock) continue;
    assertTar(head);
    yield head;
    head = undefined;
  }
  if (head !== undefined && head.length > 0) throw notTar();
}

function assertTar(head: Buffer): void {
  const block = head.subarray(0, tarBlock);
  if (block.every((byte) => byte === 0)) return;
  const recorded = Number.parseInt(block.toString("latin1", 148, 156).replaceAll("\0", " ").trim(), 8);
  let sum = 0;
  for (const [index, byte] of block.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte;
  const printableName = (block[0] ?? 0) >= 0x20 && (block[0] ?? 0) < 0x7f;
  const magic = block.toString("latin1", 257, 262) === "ustar";
  // "BZh" begins a name as well as a bzip2 stream, but no compressed stream carries the magic and the sum.
  if (!printableName || !magic || recorded !== sum || block.toString("latin1", 0, 3) === "BZh")
    throw notTar();
}

function notTar(): GateError {
  return new GateError(400, "the lab takes archives as plain tar only, without compression", true);
}
