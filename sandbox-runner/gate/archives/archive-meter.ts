import { once } from "node:events";
import { createGunzip, type Gunzip } from "node:zlib";

const block = 512;
const headBytes = 6;
/** Go's reader takes no longer extended headers. */
const longestExtended = 1024 * 1024;
const sparseKey = "GNU.sparse.";

/** bzip2, xz and zstd: the builder unpacks them, and nothing here can say to how much. */
const unmeasurable = ["BZh", "\xfd7zXZ", "\x28\xb5\x2f\xfd"];
/** zstd's skippable frames: the same but for the low half of their first byte. */
const skippable = /^[P-_]\*M/;

/**
 * Looks at the files of a build context for what the builder's ADD would make of them: the daemon unpacks archives by
 * itself, and a few kilobytes can come to any size.
 */
export class ArchiveMeter {
  readonly #limit: number;
  #unpacked = 0;
  #objection: string | undefined;

  /** @param limit bytes of all archives together after unpacking */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The first file that must not be given to ADD, if there is one. */
  get objection(): string | undefined {
    return this.#objection;
  }

  /** Passes a file's bytes on as they are. */
  async *passing(name: string, file: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
    const object = () => {
      this.#objection ??= name;
    };
    let head = Buffer.alloc(0);
    let scan: Scan | undefined;
    try {
      for await (const chunk of file) {
        if (!Buffer.isBuffer(chunk)) continue;
        yield chunk;
        if (this.#objection !== undefined) continue;
        if (scan !== undefined) {
          await scan.take(chunk);
          continue;
        }
        head = Buffer.concat([head, chunk]);
        if (head.length < headBytes) continue;
        const begin = head.toString("latin1", 0, headBytes);
        if (skippable.test(begin) || unmeasurable.some((magic) => begin.startsWith(magic))) object();
        const tar = new TarScan(object);
        scan = begin.startsWith("\x1f\x8b") ? new GzipScan(tar, (bytes) => this.#count(bytes, object)) : tar;
        await scan.take(head);
      }
      await scan?.end();
    } finally {
      scan?.close();
    }
  }

  #count(bytes: number, object: () => void): void {
    this.#unpacked += bytes;
    if (this.#unpacked > this.#limit) object();
  }
}

type Scan = { take(chunk: Buffer): Promise<void>; end(): Promise<void>; close(): void };

/** Unpacks as long as it is a tar that is in it, and no further than it has to be known. */
class GzipScan implements Scan {
  readonly #gunzip: Gunzip = createGunzip();
  readonly #ended: Promise<unknown>;

  constructor(tar: TarScan, count: (bytes: number) => void) {
    this.#gunzip.on("data", (chunk: Buffer) => {
      count(chunk.length);
      tar.look(chunk);
      if (!tar.isTar) this.close();
    });
    // What is broken is unpacked no further by the builder either.
    this.#gunzip.on("error", () => undefined);
    this.#ended = once(this.#gunzip, "close").catch(() => undefined);
  }

  async take(chunk: Buffer): Promise<void> {
    if (this.#gunzip.destroyed || this.#gunzip.write(chunk)) return;
    await Promise.race([once(this.#gunzip, "drain").catch(() => undefined), this.#ended]);
  }

  async end(): Promise<void> {
    if (!this.#gunzip.destroyed) this.#gunzip.end();
    await this.#ended;
  }

  close(): void {
    this.#gunzip.destroy();
  }
}

/**
 * Finds in a tar the headers of sparse files, whose holes the builder would fill. Every block that could be a header is
 * taken for one, so that no reading of the archive sees more of them.
 */
class TarScan implements Scan {
  /** False once it is known not to be one. */
  isTar = true;
  readonly #onSparse: () => void;
  #rest = Buffer.alloc(0);
  #first = true;
  /** Bytes of an extended header that are still to come, and the end of those before. */
  #extended = { left: 0, before: "" };

  constructor(onSparse: () => void) {
    this.#onSparse = onSparse;
  }

  async take(chunk: Buffer): Promise<void> {
    this.look(chunk);
  }

  look(chunk: Buffer): void {
    if (!this.isTar) return;
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (; at + block <= bytes.length && this.isTar; at += block) this.#look(bytes.subarray(at, at + block));
    this.#rest = Buffer.from(bytes.subarray(at));
  }

  async end(): Promise<void> {}

  close(): void {}

  #look(bytes: Buffer): void {
    if (this.#extended.left > 0) {
      const text = this.#extended.before + bytes.toString("latin1");
      if (text.includes(sparseKey)) this.#onSparse();
      this.#extended = { left: this.#extended.left - block, before: text.slice(-sparseKey.length) };
    }
    const type = String.fromCharCode(bytes[156] ?? 0);
    const isHeader = (this.#first || type === "S" || type === "x") && hasChecksum(bytes);
    if (this.#first) this.isTar = isHeader;
    this.#first = false;
    if (isHeader && type === "S") this.#onSparse();
    if (isHeader && type === "x") this.#extended = { left: extendedLength(bytes), before: "" };
  }
}

/** As written in octal digits; a length in another form is not worth reading. */
function extendedLength(header: Buffer): number {
  const written = /^ *([0-7]{1,12})[ \0]*$/.exec(header.toString("latin1", 124, 136))?.[1];
  return Math.min(longestExtended, written === undefined ? longestExtended : Number.parseInt(written, 8));
}

function hasChecksum(header: Buffer): boolean {
  const recorded = Number.parseInt(header.toString("latin1", 148, 156).replaceAll("\0", " ").trim(), 8);
  let [unsigned, signed] = [0, 0];
  for (const [index, byte] of header.entries()) {
    const counted = index >= 148 && index < 156 ? 0x20 : byte;
    unsigned += counted;
    signed += counted > 127 ? counted - 256 : counted;
  }
  return recorded === unsigned || recorded === signed;
}
