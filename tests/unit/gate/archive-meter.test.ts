import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { describe, expect, test } from "vitest";
import { ArchiveMeter } from "../../../sandbox-runner/gate/archives/archive-meter.ts";
import { collect } from "../../../sandbox-runner/gate/wire/body.ts";

const limit = 64 * 1024;

async function tarWith(content: Buffer, pax?: Record<string, string>): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: "f", ...(pax && { pax }) }, content);
  tar.finalize();
  return collect(tar as AsyncIterable<Buffer>);
}

/** The same archive, its first entry of another type. */
function retyped(tar: Buffer, type: string): Buffer {
  const changed = Buffer.from(tar);
  const sum = Number.parseInt(changed.toString("latin1", 148, 154), 8);
  const other = sum - (changed[156] ?? 0) + type.charCodeAt(0);
  changed.write(other.toString(8).padStart(6, "0"), 148, "latin1");
  changed.write(type, 156, "latin1");
  return changed;
}

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** What the meter objects to, having passed all files on as they are. */
async function objection(files: Record<string, Buffer>, size = 1000): Promise<string | undefined> {
  const meter = new ArchiveMeter(limit);
  for (const [name, bytes] of Object.entries(files)) {
    const passed = await collect(meter.passing(name, pieces(bytes, size)));
    expect(passed.equals(bytes)).toBe(true);
  }
  return meter.objection;
}

const small = await tarWith(Buffer.from("hello"));
const large = await tarWith(Buffer.alloc(limit));
const speaking = await tarWith(Buffer.from("S 25 GNU.sparse.major=1\n"));
const sparse = { "GNU.sparse.major": "1", "GNU.sparse.realsize": "99999999999" };
const extended = await tarWith(Buffer.from("x"), sparse);

describe("what ADD may unpack must be", () => {
  test.each<[string, Buffer]>([
    ["a tar", small],
    ["a large tar, which is as large as it is", large],
    ["a compressed tar", gzipSync(small)],
    ["a compressed file that is no tar, however large", gzipSync(Buffer.alloc(10 * limit, "text"))],
    ["something broken that begins like a compressed tar", gzipSync(large).subarray(0, 30)],
    ["text", Buffer.from("GNU.sparse.major=1\n")],
    ["a tar with text that speaks of sparse files", speaking],
    ["nothing", Buffer.alloc(0)],
  ])("%s", async (_what, bytes) => {
    expect(await objection({ bytes })).toBeUndefined();
    expect(await objection({ bytes }, 7)).toBeUndefined();
  });
});

describe("what ADD must not be given is", () => {
  test.each<[string, Buffer]>([
    ["a compressed tar that comes to more", gzipSync(large)],
    ["one in several parts", Buffer.concat([gzipSync(small), gzipSync(large)])],
    ["bzip2", Buffer.from("BZh91AY&SY")],
    ["xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0])],
    ["zstd", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0])],
    ["zstd behind a frame to be skipped", Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 0, 0])],
    ["a sparse file as GNU tar writes it", retyped(small, "S")],
    ["a sparse file by extended headers", extended],
    ["a compressed sparse file", gzipSync(retyped(small, "S"))],
    ["a sparse file behind others", Buffer.concat([large.subarray(0, -1024), retyped(small, "S")])],
  ])("%s", async (_what, bytes) => {
    expect(await objection({ before: small, bytes })).toBe("bytes");
    expect(await objection({ bytes }, 7)).toBe("bytes");
  });

  test("several that together come to more", async () => {
    const half = gzipSync(await tarWith(Buffer.alloc(limit / 2)));
    expect(await objection({ one: half })).toBeUndefined();
    expect(await objection({ one: half, two: half })).toBe("two");
  });
});

test("a file that breaks off must be told as it is", async () => {
  const broken = Readable.from(
    (async function* () {
      yield gzipSync(small);
      throw new Error("gone");
    })(),
  );
  const passing = new ArchiveMeter(limit).passing("f", broken);
  await expect(collect(passing)).rejects.toThrow("gone");
});
