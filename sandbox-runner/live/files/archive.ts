import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { configure, Uint8ArrayReader, ZipWriter } from "@zip.js/zip.js";
import tar from "tar-stream";
import { message } from "../../../lib/i18n/message.ts";
import { liveLimits } from "../../../lib/live/limits.ts";
import type { ArchiveAnswer } from "../../../lib/live/protocol.ts";
import type { LiveSandbox } from "../live-sandbox.ts";
import { LiveRefusal } from "../refusal.ts";
import { streamIn } from "../toolbox-stream.ts";
import { readArchive } from "./read-archive.ts";
import { feed, sendAs, whyNot } from "./transfer.ts";

export type ArchiveFormat = "tar" | "zip";

const mebibyte = 1024 * 1024;
/** A zip is made here and not in the toolbox; a tar may be as large as the workspace. */
const zippedBytes = 64 * mebibyte;

configure({ useWebWorkers: false });

/** Sends the whole workspace. Links are sent as links in a tar, and left out of a zip. */
export async function downloadArchive(
  live: LiveSandbox,
  format: ArchiveFormat,
  response: ServerResponse,
): Promise<void> {
  const command = ["tar", "--create", "--file=-", "--warning=no-file-changed", "."];
  const stream = await streamIn(live.docker, live.toolbox, command);
  stream.stdin.end();
  try {
    if (format === "tar") {
      sendAs(response, "workspace.tar", "application/x-tar");
      await pipeline(stream.stdout, response);
    } else {
      sendAs(response, "workspace.zip", "application/zip");
      await zip(stream.stdout, response);
    }
  } finally {
    stream.destroy();
  }
}

async function zip(source: Readable, response: ServerResponse): Promise<void> {
  const writer = new ZipWriter(Writable.toWeb(response));
  let room = zippedBytes;
  for await (const entry of source.pipe(tar.extract())) {
    const { name, type, size = 0, mtime } = entry.header;
    const path = name.replace(/^\.\//, "").replace(/\/$/, "");
    if (type === "directory" && path !== "" && path !== ".")
      await writer.add(`${path}/`, undefined, { directory: true });
    if (type === "file" && size <= room) {
      room -= size;
      await writer.add(path, new Uint8ArrayReader(await buffer(entry)), { lastModDate: mtime });
    } else entry.resume();
  }
  await writer.close();
}

/** Unpacks an archive over the workspace: plain files with names that stay inside; the answer says what was not. */
export async function uploadArchive(
  live: LiveSandbox,
  format: ArchiveFormat,
  request: IncomingMessage,
): Promise<ArchiveAnswer> {
  const limit = liveLimits.archiveBytes;
  const size = Number(request.headers["content-length"]);
  if (!Number.isInteger(size) || size > limit) {
    throw new LiveRefusal(413, message("live.archive-too-large", { mebibytes: limit / mebibyte }));
  }
  const { files, skipped } = await readArchive(format, await buffer(request)).catch((error: unknown) => {
    if (error instanceof LiveRefusal) throw error;
    throw new LiveRefusal(400, message("live.archive-unreadable"));
  });
  const pack = tar.pack();
  for (const { path, bytes } of files) pack.entry({ name: path, mode: 0o644, mtime: new Date() }, bytes);
  pack.finalize();
  const command = ["tar", "--extract", "--file=-", "--no-same-owner", "--no-same-permissions"];
  const stream = await streamIn(live.docker, live.toolbox, command);
  await feed(Readable.from(pack), stream, Number.POSITIVE_INFINITY);
  if ((await stream.exitCode()) !== 0) throw new LiveRefusal(409, whyNot(stream.complaint()));
  live.use();
  await live.files.look();
  return { written: files.map(({ path }) => path), skipped };
}
