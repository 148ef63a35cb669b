import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { GateError } from "../errors.ts";

const tarBlock = 512;
const gzipMagic = Buffer.from([0x1f, 0x8b, 8]);

/** gzip, bzip2, xz and zstd: the compressions that the engine knows. */
const compressed = [
  gzipMagic.subarray(0, 2),
  Buffer.from("BZh"),
  Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]),
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
];

/**
 * Lets only an uncompressed tar pass: the engine would unpack others with programs of its own.
 * @throws GateError 400 before the first byte is passed on
 */
export async function* plainTar(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { head, rest } = await begin(chunks, tarBlock);
  assertTar(head);
  yield head;
  yield* rest;
}

/**
 * The same for a build context, which compose always sends through gzip: that one form is unpacked here.
 * @param limit bytes after unpacking
 * @throws GateError 400, or 413 above the limit
 */
export async function* unpackedTar(chunks: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  const { head, rest } = await begin(chunks, gzipMagic.length);
  const whole = joined(head, rest);
  if (!head.subarray(0, gzipMagic.length).equals(gzipMagic)) {
    yield* plainTar(whole);
    return;
  }
  yield* plainTar(gunzipped(whole, limit));
}

async function* gunzipped(chunks: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  const source = Readable.from(chunks, { objectMode: false });
  const gunzip = createGunzip();
  source.once("error", (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  let total = 0;
  try {
    for await (const chunk of gunzip) {
      total += chunk.length;
      if (total > limit)
        throw new GateError(413, `the build context is larger than the lab's ${limit} bytes`, true);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof Error && "errno" in error ? notTar() : error;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/** Reads at least `count` bytes, or all when there are fewer. */
async function begin(chunks: AsyncIterable<Buffer>, count: number) {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < count) {
    const next = await iterator.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return { head, rest: { [Symbol.asyncIterator]: () => iterator } };
}

async function* joined(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* rest;
}

function assertTar(head: Buffer): void {
  const block = head.subarray(0, tarBlock);
  if (block.length > 0 && block.every((byte) => byte === 0)) return;
  const recorded = Number.parseInt(block.toString("latin1", 148, 156).replaceAll("\0", " ").trim(), 8);
  let sum = 0;
  for (const [index, byte] of block.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte;
  const printableName = (block[0] ?? 0) >= 0x20 && (block[0] ?? 0) < 0x7f;
  const magic = block.toString("latin1", 257, 262) === "ustar";
  if (printableName && magic && recorded === sum) return;
  if (compressed.some((first) => block.indexOf(first) === 0)) throw notTar();
  // As the engine says it.
  if (block.length < tarBlock) throw new GateError(400, "unexpected EOF", true);
  throw new GateError(400, "archive/tar: invalid tar header", true);
}

function notTar(): GateError {
  return new GateError(400, "the lab takes archives as plain tar only, without compression", true);
}
