import { extract } from "tar-stream";
import { expect, test } from "vitest";
import { plainTar } from "../../../sandbox-runner/gate/archives/plain-tar.ts";
import { rebuiltTar } from "../../../sandbox-runner/gate/archives/tar-entries.ts";
import { atOnce } from "../../../sandbox-runner/gate/fairness/rate.ts";
import { collect } from "../../../sandbox-runner/gate/wire/body.ts";
import { tarHeader, tarOf } from "../../fixtures/tar.ts";

async function* pieces(bytes: Buffer, size = 700): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const upload = (latin1: string) =>
  collect(rebuiltTar(plainTar(pieces(Buffer.from(latin1, "latin1"))), atOnce));

async function read(tar: Buffer) {
  const input = extract();
  input.end(tar);
  const entries: { name: string; type: unknown; link: unknown; text: string; pax: unknown }[] = [];
  for await (const entry of input) {
    const parts: Buffer[] = [];
    for await (const part of entry) if (Buffer.isBuffer(part)) parts.push(part);
    const { name, type, linkname: link, pax } = entry.header;
    entries.push({ name, type, link, text: Buffer.concat(parts).toString(), pax });
  }
  return entries;
}

const end = "\0".repeat(1024);
const header = (entry: Parameters<typeof tarHeader>[0]) => tarHeader(entry).toString("latin1");
const padded = (text: string) => text.padEnd(Math.ceil(text.length / 512) * 512, "\0");
const paxed = (records: string[]) => {
  const body = records.map((record) => {
    const length = record.length + 2;
    return `${length + String(length + 2).length - 1 + 1} ${record}\n`;
  });
  return body.join("");
};

test("an archive must arrive with its files, directories and links", async () => {
  const large = "x".repeat(200_000);
  const links = `${header({ name: "d/", type: "5" })}${header({ name: "s", type: "2", link: "/etc" })}${header({ name: "h", type: "1", link: "a" })}`;
  const entries = await read(await upload(`${links}${tarOf({ a: "text", large })}`));
  expect(entries.map(({ name, type, link }) => [name, type, link])).toEqual([
    ["d/", "directory", null],
    ["s", "symlink", "/etc"],
    ["h", "link", "a"],
    ["a", "file", null],
    ["large", "file", null],
  ]);
  expect(entries.at(-1)?.text).toBe(large);
});

test("an empty archive must arrive as one", async () => {
  expect(await read(await upload(end))).toEqual([]);
});

test.each(["3", "4", "6"])("a device or a pipe must not be made in a container (type %s)", async (type) => {
  await expect(upload(`${header({ name: "x", type })}${end}`)).rejects.toMatchObject({ status: 403 });
  const behind = `${tarOf({ a: "text" }).slice(0, -1024)}${header({ name: "x", type })}${end}`;
  await expect(upload(behind)).rejects.toMatchObject({ status: 403 });
});

test("extended attributes must not come along: a capability would be one", async () => {
  const records = paxed(["SCHILY.xattr.security.capability=\x01\x02", "GNU.sparse.major=1", "path=renamed"]);
  const pax = `${header({ name: "PaxHeaders/a", type: "x", size: records.length })}${padded(records)}`;
  const entries = await read(await upload(`${pax}${tarOf({ a: "text" })}`));
  expect(entries).toMatchObject([{ text: "text", pax: null }]);
});

test.each(["BZh91AY", "P*M\x18\x04\0\0\0x", "Z*M\x18"])(
  "a name must not make the engine take the tar for a compressed stream: %j",
  async (name) => {
    const sent = await upload(tarOf({ [name]: "text" }));
    expect(sent.toString("latin1", 0, 2)).toBe("./");
  },
);

test.each([
  ["a wrong checksum", `${header({ name: "a" }).replace("0000644", "0000777")}${end}`],
  ["less than it says", `${header({ name: "a", size: 10_000 })}${end}`],
  ["nothing that is a tar", "x".repeat(4096)],
  ["a header of 5 MB", `${header({ name: "a", type: "x", size: 5_000_000 })}${"x".repeat(5_000_192)}${end}`],
])("an archive with %s must be refused, and not hang", async (_name, bytes) => {
  const sent = upload(bytes).then((tar) => tar.length);
  await expect(sent).rejects.toMatchObject({ status: 400 });
});

test("what breaks the upload must be what is answered", async () => {
  async function* breaking(): AsyncGenerator<Buffer> {
    yield Buffer.from(tarOf({ a: "x".repeat(5000) }), "latin1").subarray(0, 2000);
    throw new RangeError("gone");
  }
  await expect(collect(rebuiltTar(breaking(), atOnce))).rejects.toThrow("gone");
});

test("a reader that stops must stop the archive's source too", async () => {
  let stopped = false;
  async function* endless(): AsyncGenerator<Buffer> {
    try {
      yield tarHeader({ name: "a", size: 8 ** 10 });
      for (;;) yield Buffer.alloc(65_536);
    } finally {
      stopped = true;
    }
  }
  for await (const chunk of rebuiltTar(endless(), atOnce)) if (chunk.length > 1024) break;
  await expect.poll(() => stopped).toBe(true);
});
