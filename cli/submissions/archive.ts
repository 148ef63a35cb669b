import { gunzipSync } from "node:zlib";
import { isIgnored } from "../../lib/content/workspace-files.ts";
import { workspacePathSchema } from "../../lib/content/workspace-schema.ts";
import { message } from "../../lib/i18n/message.ts";
import { type PackedFile, type PackedItem, TooManyBytes } from "./packed.ts";
import { tarItems } from "./tar-items.ts";
import { UnreadableSubmission } from "./unreadable.ts";
import { zipItems } from "./zip-items.ts";

const mebibyte = 1024 * 1024;

type ArchiveLimits = { packed: number; unpacked: number; entries: number };

/**
 * What an archive may hold, be it of one student or of a class. What it says of its own sizes is not believed;
 * `unpacked` also bounds what a tar is before its entries are read.
 */
export const archiveLimits: ArchiveLimits = {
  packed: 64 * mebibyte,
  unpacked: 128 * mebibyte,
  entries: 20_000,
};

const readable = /\.(zip|tar|tgz|tar\.gz)$/i;
const foreign = /\.(rar|7z|xz|bz2|zst|alz|egg|lzh|cab)$/i;

/** Whether a file is handed in as an archive, by its name: also of a kind that cannot be read, which is then said. */
export function isArchiveName(name: string): boolean {
  return readable.test(name) || foreign.test(name);
}

/**
 * The plain files of a zip, tar or tar.gz, told apart by their first bytes. Links, devices and what no workspace
 * wants (.git, node_modules) are left out, as in folders. Nothing is written anywhere.
 *
 * @throws UnreadableSubmission for what is corrupt, encrypted, too large, or names files outside of itself
 */
export async function readArchive(
  name: string,
  bytes: Buffer,
  limits: ArchiveLimits = archiveLimits,
): Promise<PackedFile[]> {
  if (bytes.length > limits.packed) throw tooLarge(limits);
  try {
    return await collect(itemsOf(name, bytes, limits), limits);
  } catch (error) {
    if (error instanceof UnreadableSubmission) throw error;
    if (error instanceof TooManyBytes) throw tooLarge(limits);
    throw new UnreadableSubmission(message("cli.archive-corrupt"));
  }
}

function itemsOf(name: string, bytes: Buffer, limits: ArchiveLimits): AsyncIterable<PackedItem> {
  if (bytes.subarray(0, 2).toString("latin1") === "PK") return zipItems(bytes);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const unpacked = isGzip ? gunzip(bytes, limits.unpacked) : bytes;
  if (unpacked.subarray(257, 262).toString("latin1") === "ustar") return tarItems(unpacked);
  const kind = foreign.exec(name)?.[1];
  throw new UnreadableSubmission(
    kind ? message("cli.archive-foreign", { kind }) : message("cli.archive-corrupt"),
  );
}

async function collect(items: AsyncIterable<PackedItem>, limits: ArchiveLimits): Promise<PackedFile[]> {
  const files = new Map<string, Buffer>();
  let room = limits.unpacked;
  let entries = 0;
  for await (const item of items) {
    entries++;
    if (entries > limits.entries) throw tooLarge(limits);
    const path = plainPath(item.name);
    if (item.kind !== "file" || path.split("/").some(isIgnored)) continue;
    if (!workspacePathSchema.safeParse(path).success) {
      throw new UnreadableSubmission(message("cli.archive-name", { name: path.slice(0, 100) }));
    }
    const bytes = await item.read(room);
    room -= bytes.length;
    files.set(path, bytes);
  }
  refuseFilesAsFolders(files);
  return [...files].map(([path, bytes]) => ({ path, bytes }));
}

/** As it was meant: programs of Windows write backslashes, those of macOS take letters apart. */
function plainPath(name: string): string {
  return name
    .replaceAll("\\", "/")
    .replace(/^(\.\/)+/, "")
    .normalize("NFC");
}

function refuseFilesAsFolders(files: Map<string, Buffer>): void {
  for (const path of files.keys()) {
    for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
      const name = path.slice(0, at);
      if (files.has(name)) throw new UnreadableSubmission(message("cli.archive-name", { name }));
    }
  }
}

function gunzip(bytes: Buffer, most: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (error) {
    const isBomb = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw isBomb ? new TooManyBytes() : error;
  }
}

/** Said of an archive that is larger than anything we read. */
export function tooLarge({ unpacked, entries }: ArchiveLimits): UnreadableSubmission {
  return new UnreadableSubmission(
    message("cli.archive-too-large", { mebibytes: unpacked / mebibyte, entries }),
  );
}
