import { Readable, Writable } from "node:stream";
import { type Entry, Uint8ArrayReader, ZipReader } from "@zip.js/zip.js";
import tar from "tar-stream";
import { workspacePathSchema } from "../../../lib/content/workspace-schema.ts";
import { type Message, message } from "../../../lib/i18n/message.ts";
import { liveLimits } from "../../../lib/live/limits.ts";
import type { ArchiveAnswer } from "../../../lib/live/protocol.ts";

export type Unpacked = { files: { path: string; bytes: Buffer }[]; skipped: ArchiveAnswer["skipped"] };

const mebibyte = 1024 * 1024;

/** One thing in an archive. Its bytes are read only when it is wanted, and never more than `maximum` of them. */
type Item = {
  name: string;
  kind: "file" | "directory" | "other";
  read(maximum: number): Promise<Buffer | undefined>;
};

/**
 * Reads what somebody uploads as a workspace: plain files whose names stay inside, so many and so large at most.
 * What an archive says of its sizes is not believed. @throws for what is no archive
 */
export async function readArchive(format: "tar" | "zip", bytes: Buffer): Promise<Unpacked> {
  const unpacked: Unpacked = { files: [], skipped: [] };
  let room: number = liveLimits.archiveBytes;
  let known = 0;
  for await (const item of format === "tar" ? tarItems(bytes) : zipItems(bytes)) {
    known += 1;
    // An archive of a million empty names is not listed back.
    if (known > liveLimits.archiveFiles * 2) break;
    const skip = (reason: Message) => unpacked.skipped.push({ path: item.name.slice(0, 300), reason });
    const path = item.name.replace(/^(\.\/)+/, "");
    if (item.kind === "directory" || path === "" || path === ".") continue;
    if (item.kind === "other") skip(message("live.skipped-kind"));
    else if (!workspacePathSchema.safeParse(path).success) skip(message("live.skipped-name"));
    else if (unpacked.files.length >= liveLimits.archiveFiles) {
      skip(message("live.skipped-many", { maximum: liveLimits.archiveFiles }));
    } else {
      const maximum = Math.min(room, liveLimits.uploadBytes);
      const content = await item.read(maximum);
      if (content) {
        unpacked.files.push({ path, bytes: content });
        room -= content.length;
      } else skip(message("live.skipped-large", { mebibytes: Math.floor(maximum / mebibyte) }));
    }
  }
  return unpacked;
}

async function* tarItems(bytes: Buffer): AsyncGenerator<Item> {
  if (bytes.length % 512 !== 0) throw new Error("no tar");
  for await (const entry of Readable.from([bytes]).pipe(tar.extract())) {
    const { name, type } = entry.header;
    const read = (maximum: number) => collect(Readable.from(entry), maximum);
    const kind = type === "file" || type === "directory" ? type : "other";
    yield { name, kind, read };
    entry.resume();
  }
}

async function* zipItems(bytes: Buffer): AsyncGenerator<Item> {
  // A name that cannot be used is left out, as in a tar, and does not spoil the rest.
  const options = { useWebWorkers: false, filenameValidation: "tolerant" } as const;
  const reader = new ZipReader(new Uint8ArrayReader(bytes), options);
  for await (const entry of reader.getEntriesGenerator()) {
    yield { name: entry.filename, kind: kindOf(entry), read: (maximum) => unzip(entry, maximum) };
  }
}

/** The high half of the attributes is the Unix mode, where a Unix program made the archive. */
function kindOf(entry: Entry): Item["kind"] {
  if (entry.directory) return "directory";
  const type = ((entry.externalFileAttributes ?? 0) >>> 16) & 0o170000;
  return entry.encrypted || (type !== 0 && type !== 0o100000) ? "other" : "file";
}

async function unzip(entry: Entry, maximum: number): Promise<Buffer | undefined> {
  if (entry.directory || entry.uncompressedSize > maximum) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  const writer = new Writable({
    write(chunk: Buffer, _, done) {
      size += chunk.length;
      chunks.push(Buffer.from(chunk));
      done(size > maximum ? new Error("larger than it says") : null);
    },
  });
  await entry.getData(Writable.toWeb(writer), { checkSignature: true });
  return Buffer.concat(chunks);
}

async function collect(source: Readable, maximum: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size <= maximum) chunks.push(chunk);
  }
  return size > maximum ? undefined : Buffer.concat(chunks);
}
