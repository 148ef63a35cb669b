import { once } from "node:events";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { extract, type Header, pack } from "tar-stream";
import { GateError, refused } from "../errors.ts";
import type { Pace } from "../fairness/rate.ts";

type Pack = ReturnType<typeof pack>;

/** What a tar may bring into a container or a build: devices and the like are not the student's to make. */
const kinds = new Set<unknown>(["file", "contiguous-file", "directory", "symlink", "link"]);

export function isPlain({ type }: Header): boolean {
  return kinds.has(type);
}

/** Only what makes a file a file: no device numbers, no extended attributes such as capabilities. */
export function plainHeader({ name, mode, mtime, size, type, linkname, uid, gid }: Header) {
  const plain = type === "contiguous-file" ? ("file" as const) : type;
  const numbers = { uid: owner(uid), gid: owner(gid) };
  return { name: innocent(name), mode, mtime, size, type: plain, ...numbers, ...(linkname && { linkname }) };
}

const largestOwner = 0o777777;

function owner(id: number | undefined): number {
  return id !== undefined && id >= 0 && id <= largestOwner ? id : 0;
}

/**
 * The engine looks at the first bytes of a tar, which are a name, for those of a compressed stream, and would
 * unpack it: bzip2 and zstd's skippable frames can begin with a name.
 */
function innocent(name: string): string {
  return /^(?:BZh|[P-_]\*M)/.test(name) ? `./${name}` : name;
}

/** What an entry takes of the gate's time besides its bytes: a tar of nothing but headers is a hundred thousand. */
const entryBytes = 8 * 1024;
const stepBytes = 64 * 1024;

export type Entry = AsyncIterable<unknown> & { header: Header; resume(): unknown };

/**
 * Reads a tar entry by entry.
 * @throws GateError 400 when it is none, or breaks off
 */
export async function* tarEntries(tar: AsyncIterable<Buffer>, pace: Pace): AsyncGenerator<Entry> {
  const input = extract();
  const seen = { bytes: 0, needed: 0 };
  const fed = pipeline(Readable.from(toWholeBlocks(paced(tar, pace), seen), { objectMode: false }), input);
  fed.catch(() => undefined);
  let owed = 0;
  try {
    for await (const entry of input) {
      seen.needed = dataOffset(entry.header) + (entry.header.size ?? 0);
      owed += entryBytes;
      if (owed >= stepBytes) {
        await pace(owed);
        owed = 0;
      }
      yield entry;
    }
    await fed;
    if (seen.bytes < seen.needed) throw notWhole();
  } catch (error) {
    // Whatever broke the source says more than what the parser was left with.
    throw asTarError(
      await fed.then(
        () => error,
        (first: unknown) => first,
      ),
    );
  }
}

async function* paced(tar: AsyncIterable<Buffer>, pace: Pace): AsyncGenerator<Buffer> {
  for await (const chunk of tar) {
    await pace(chunk.length);
    yield chunk;
  }
}

const block = 512;

/** `docker build -f -` ends its tar with the last byte of the last file, which Go's reader takes: so it is filled up. */
async function* toWholeBlocks(tar: AsyncIterable<Buffer>, seen: { bytes: number }): AsyncGenerator<Buffer> {
  for await (const chunk of tar) {
    seen.bytes += chunk.length;
    yield chunk;
  }
  const over = seen.bytes % block;
  if (over > 0) yield Buffer.alloc(block - over);
}

/** Where an entry's content begins in the tar; the parser gives it, its types do not. */
function dataOffset(header: Header): number {
  return "byteOffset" in header && typeof header.byteOffset === "number" ? header.byteOffset : 0;
}

function asTarError(error: unknown): unknown {
  const ofParser = error instanceof Error && error.constructor === Error;
  return ofParser ? notWhole() : error;
}

function notWhole(): GateError {
  return new GateError(400, "malformed request: the archive is not a whole tar", true);
}

/** @param content the entry's own bytes, perhaps looked at on their way */
export async function copyEntry(
  entry: Entry,
  output: Pack,
  content: AsyncIterable<unknown> = entry,
): Promise<void> {
  const sink = output.entry(plainHeader(entry.header));
  const closed = once(sink, "close");
  closed.catch(() => undefined);
  for await (const chunk of wholeEntry(content)) {
    if (sink.destroyed) throw new GateError(500, "the lab could not keep the archive");
    if (!sink.write(chunk)) await Promise.race([once(sink, "drain"), closed]);
  }
  sink.end(null);
}

async function* wholeEntry(entry: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* entry;
  } catch (error) {
    throw asTarError(error);
  }
}

/**
 * The same tar built anew: names, modes, owners, times, links and contents, and nothing else of what was sent.
 * @throws GateError 400 when it is no tar, 403 when it holds something that is neither file, directory nor link
 */
export async function* rebuiltTar(tar: AsyncIterable<Buffer>, pace: Pace): AsyncGenerator<Buffer> {
  const output = pack();
  const copied = copyAll(tarEntries(tar, pace), output).catch((error: unknown) => error);
  copied.then((error) => error !== undefined && output.destroy());
  try {
    for await (const chunk of output) if (Buffer.isBuffer(chunk)) yield chunk;
    const error = await copied;
    if (error !== undefined) throw error;
  } catch (error) {
    throw (await copied) ?? error;
  } finally {
    output.destroy();
  }
}

async function copyAll(entries: AsyncIterable<Entry>, output: Pack): Promise<undefined> {
  for await (const entry of entries) {
    if (!isPlain(entry.header)) throw refused("anything in an archive but files, directories and links");
    await copyEntry(entry, output);
  }
  output.finalize();
}
