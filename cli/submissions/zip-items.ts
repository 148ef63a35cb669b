import { Writable } from "node:stream";
import { configure, type Entry, Uint8ArrayReader, ZipReader } from "@zip.js/zip.js";
import { message } from "../../lib/i18n/message.ts";
import { type PackedItem, TooManyBytes } from "./packed.ts";
import { UnreadableSubmission } from "./unreadable.ts";

configure({ useWebWorkers: false });

/** What a zip holds, by its directory. @throws for what is torn off or no zip */
export async function* zipItems(bytes: Buffer): AsyncGenerator<PackedItem> {
  // Names are judged by us: one that no file may have must not hide all the others.
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { filenameValidation: "tolerant" });
  for await (const entry of reader.getEntriesGenerator()) {
    yield { name: nameOf(entry), kind: kindOf(entry), read: (most) => unzip(entry, most) };
  }
}

/** Korean Windows writes names in its own code page (CP949) and does not say so. */
function nameOf({ filename, rawFilename, filenameUTF8 }: Entry): string {
  if (filenameUTF8) return filename;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(rawFilename);
  } catch {
    return new TextDecoder("euc-kr").decode(rawFilename);
  }
}

/** The high half of the attributes is the Unix mode, where a Unix program made the archive. */
function kindOf(entry: Entry): PackedItem["kind"] {
  if (entry.directory) return "folder";
  const type = ((entry.externalFileAttributes ?? 0) >>> 16) & 0o170000;
  return type !== 0 && type !== 0o100000 ? "other" : "file";
}

async function unzip(entry: Entry, most: number): Promise<Buffer> {
  if (entry.encrypted) throw new UnreadableSubmission(message("cli.archive-encrypted"));
  if (entry.directory) return Buffer.alloc(0);
  if (entry.uncompressedSize > most) throw new TooManyBytes();
  const chunks: Buffer[] = [];
  let size = 0;
  const writer = new Writable({
    write(chunk: Buffer, _, done) {
      size += chunk.length;
      chunks.push(Buffer.from(chunk));
      done(size > most ? new TooManyBytes() : null);
    },
  });
  await entry.getData(Writable.toWeb(writer), { checkSignature: true });
  return Buffer.concat(chunks);
}
