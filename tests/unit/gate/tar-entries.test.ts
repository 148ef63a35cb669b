import { pack } from "tar-stream";
import { describe, expect, test } from "vitest";
import { tarEntries } from "../../../sandbox-runner/gate/archives/tar-entries.ts";
import { atOnce } from "../../../sandbox-runner/gate/fairness/rate.ts";

async function tarOf(name: string, content: string): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function contents(tar: Buffer): Promise<string[]> {
  const found: string[] = [];
  async function* inPieces() {
    for (let at = 0; at < tar.length; at += 100) yield tar.subarray(at, at + 100);
  }
  for await (const entry of tarEntries(inPieces(), atOnce)) {
    const parts: Buffer[] = [];
    for await (const part of entry) if (Buffer.isBuffer(part)) parts.push(part);
    found.push(Buffer.concat(parts).toString());
  }
  return found;
}

const header = 512;

describe("a tar", () => {
  test("that ends with its last file's last byte must be read, as `docker build -f -` writes it", async () => {
    const tar = await tarOf("Dockerfile", "FROM alpine:3\n");
    expect(await contents(tar.subarray(0, header + 14))).toEqual(["FROM alpine:3\n"]);
    expect(await contents(tar)).toEqual(["FROM alpine:3\n"]);
  });

  test.each([
    ["its file's last byte", header + 13],
    ["a whole block of its file", header],
    ["its header's end", header - 1],
  ])("that ends before %s must be refused", async (_place, length) => {
    const tar = await tarOf("Dockerfile", "FROM alpine:3\n");
    await expect(contents(tar.subarray(0, length))).rejects.toThrow();
  });
});

test("its bytes and its entries must wait their turn: a tar of nothing but headers takes long to read", async () => {
  const one = (await tarOf("f", "")).subarray(0, header);
  async function* many() {
    for (let count = 0; count < 800; count += 1) yield one;
    yield Buffer.alloc(2 * header);
  }
  let waitedFor = 0;
  const pace = async (bytes: number) => {
    waitedFor += bytes;
  };
  let entries = 0;
  for await (const entry of tarEntries(many(), pace)) {
    entry.resume();
    entries += 1;
  }
  expect(entries).toBe(800);
  expect(waitedFor).toBe(800 * 8 * 1024 + 802 * header);
});
