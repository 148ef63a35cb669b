import type { IncomingMessage, ServerResponse } from "node:http";
import { posix } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { message } from "../../../lib/i18n/message.ts";
import { liveLimits } from "../../../lib/live/limits.ts";
import type { LiveSandbox } from "../live-sandbox.ts";
import { LiveRefusal } from "../refusal.ts";
import { streamIn } from "../toolbox-stream.ts";

const mebibyte = 1024 * 1024;

/** Sends one file of the workspace. Reading is done in the toolbox, as the student: a link leads nowhere else. */
export async function download(live: LiveSandbox, path: string, response: ServerResponse): Promise<void> {
  const command = 'test -f "$1" && test ! -L "$1" && exec cat -- "$1"';
  const stream = await streamIn(live.docker, live.toolbox, ["sh", "-c", command, "sh", `./${path}`]);
  stream.stdin.end();
  try {
    const chunks = stream.stdout[Symbol.asyncIterator]();
    const first = await chunks.next();
    if (first.done && (await stream.exitCode()) !== 0)
      throw new LiveRefusal(404, message("live.file-missing"));
    sendAs(response, posix.basename(path));
    if (!first.done) response.write(first.value);
    await pipeline(chunks, response);
  } finally {
    stream.destroy();
  }
}

/** Answers with a download: never shown by a browser as a page of the site. */
export function sendAs(response: ServerResponse, name: string, type = "application/octet-stream"): void {
  response.writeHead(200, {
    "content-type": type,
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
}

/** Puts one file of any kind into the workspace, in the place of one that is there. */
export async function upload(live: LiveSandbox, path: string, request: IncomingMessage): Promise<void> {
  // Beside its place first, under a name that the agent does not tell of: a connection that breaks leaves the old one.
  const command =
    'set -e; mkdir -p -- "$(dirname -- "$1")"; test ! -d "$1"; t=$(mktemp "$(dirname -- "$1")/.uploading.XXXXXX"); trap \'rm -f -- "$t"\' EXIT; ' +
    'chmod 644 "$t"; cat > "$t"; test "$(stat -c %s "$t")" -eq "$2"; mv -fT -- "$t" "$1"';
  const size = Number(request.headers["content-length"]);
  const limit = liveLimits.uploadBytes;
  if (!Number.isInteger(size) || size > limit) {
    throw new LiveRefusal(413, message("live.file-too-large", { mebibytes: limit / mebibyte }));
  }
  const command1 = ["sh", "-c", command, "sh", `./${path}`, String(size)];
  const stream = await streamIn(live.docker, live.toolbox, command1);
  await feed(request, stream, limit);
  if ((await stream.exitCode()) !== 0) throw new LiveRefusal(409, whyNot(stream.complaint()));
  live.use();
  await live.files.look();
}

/** Gives a command its input and waits until it has ended. @throws LiveRefusal when there is too much */
export async function feed(
  input: NodeJS.ReadableStream,
  stream: Awaited<ReturnType<typeof streamIn>>,
  limit: number,
): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    stream.stdout.once("close", resolve).once("end", resolve).resume();
  });
  try {
    await pipeline(input, limited(limit), stream.stdin);
  } catch (error) {
    stream.destroy();
    // A command that ended early, having said why, takes no more input.
    if (error instanceof LiveRefusal) throw error;
  }
  await ended;
  stream.destroy();
}

function limited(limit: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length;
      if (size <= limit) return done(null, chunk);
      done(new LiveRefusal(413, message("live.file-too-large", { mebibytes: limit / mebibyte })));
    },
  });
}

export function whyNot(complaint: string) {
  if (/no space left|quota/i.test(complaint)) return message("live.disk-full");
  if (/permission denied|not permitted|read-only/i.test(complaint)) return message("live.file-denied");
  if (/exists|not a directory|is a directory/i.test(complaint)) return message("live.file-exists");
  return message("live.file-other");
}
