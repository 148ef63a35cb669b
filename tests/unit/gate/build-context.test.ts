import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { extract, pack } from "tar-stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBuildContext } from "../../../sandbox-runner/gate/archives/build-context.ts";
import { plainTar, unpackedTar } from "../../../sandbox-runner/gate/archives/plain-tar.ts";
import { GateError } from "../../../sandbox-runner/gate/errors.ts";
import { atOnce } from "../../../sandbox-runner/gate/fairness/rate.ts";
import type { KnownImage } from "../../../sandbox-runner/gate/objects/inventory.ts";
import { Refusal } from "../../../sandbox-runner/gate/objects/refusal.ts";
import { collect } from "../../../sandbox-runner/gate/wire/body.ts";
import { testSandbox } from "../../fixtures/gate-sandbox.ts";

type Entry = { name: string; content?: string; type?: "file" | "symlink" | "directory" | "character-device" };

const nginx: KnownImage = {
  id: `sha256:${"a".repeat(64)}`,
  engineReferences: ["composelab/nginx:alpine"],
  own: false,
  layers: [],
  size: 0,
  volumes: [],
  exposedPorts: [],
  addsLater: false,
  environment: [],
  labelLength: 0,
};

async function tarOf(entries: Entry[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, content = "", type = "file" } of entries) {
    const link = type === "symlink" ? { linkname: "elsewhere" } : {};
    if (type === "file") tar.entry({ name }, content);
    else tar.entry({ name, type, ...link });
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* pieces(bytes: Buffer, size = 100): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function open(tar: Buffer, dockerfile = "Dockerfile") {
  const inventory = { containers: [], networks: [], volumes: [], images: [nginx] };
  return openBuildContext(pieces(tar), {
    dockerfile,
    unpacked: 1024 * 1024,
    pace: atOnce,
    rewrite: { buildArgs: {}, sandbox: testSandbox(), inventory },
  });
}

/** What the engine would be sent: names with contents. */
async function sent(entries: Entry[], dockerfile?: string): Promise<Map<string, string>> {
  const context = await open(await tarOf(entries), dockerfile);
  const input = extract();
  context.read().pipe(input);
  const result = new Map<string, string>();
  for await (const entry of input) {
    const parts: Buffer[] = [];
    for await (const part of entry) if (Buffer.isBuffer(part)) parts.push(part);
    result.set(entry.header.name, Buffer.concat(parts).toString());
  }
  await context.remove();
  return result;
}

/** A folder for temporary files of its own: other tests build at the same time. */
let directory: string;
const shared = process.env.TMPDIR;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "build-context-"));
  process.env.TMPDIR = directory;
});

afterAll(async () => {
  if (shared === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = shared;
  await rm(directory, { recursive: true });
});

const spools = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("composelab-build-"));

describe("a build context", () => {
  test("must reach the engine with the lab's Dockerfile beside the student's, hidden from the steps", async () => {
    const files = await sent([
      { name: "Dockerfile", content: "FROM nginx:alpine\n" },
      { name: "page", content: "hi" },
    ]);
    expect(files.get("Dockerfile")).toBe("FROM nginx:alpine\n");
    expect(files.get("page")).toBe("hi");
    expect(files.get(".composelab-dockerfile")).toContain("FROM composelab/nginx:alpine");
    expect(files.get(".dockerignore")).toBe(".dockerignore\n.composelab-dockerfile\n");
  });

  test("must keep the student's own .dockerignore", async () => {
    const files = await sent([
      { name: "Dockerfile", content: "FROM nginx:alpine" },
      { name: ".dockerignore", content: "*.log" },
    ]);
    expect(files.get(".dockerignore")).toBe("*.log\n.composelab-dockerfile\n");
  });

  test("must not let the student take the place of the lab's Dockerfile", async () => {
    for (const name of [
      ".composelab-dockerfile",
      "./.composelab-dockerfile",
      "x/../.composelab-dockerfile",
    ]) {
      const files = await sent([
        { name, content: "FROM evil" },
        { name: "Dockerfile", content: "FROM nginx:alpine" },
      ]);
      expect([...files.values()].join()).not.toContain("evil");
    }
  });

  test("must take the last Dockerfile of its name, wherever it stands, as the engine would", async () => {
    const files = await sent([
      { name: "Dockerfile", content: "FROM evil" },
      { name: "sub/Dockerfile", content: "FROM evil" },
      { name: "./Dockerfile", content: "FROM nginx:alpine" },
    ]);
    expect(files.get(".composelab-dockerfile")).toContain("FROM composelab/nginx:alpine");
  });

  test("must leave devices out", async () => {
    const files = await sent([
      { name: "Dockerfile", content: "FROM nginx:alpine" },
      { name: "dev", type: "character-device" },
    ]);
    expect(files.has("dev")).toBe(false);
  });

  test("must be refused, and leave nothing on disk, when its Dockerfile is missing, a link, or not allowed", async () => {
    const before = await spools();
    const refusals: [Entry[], typeof GateError | typeof Refusal][] = [
      [[{ name: "page", content: "x" }], GateError],
      [[{ name: "Dockerfile", type: "symlink" }], GateError],
      [[{ name: "Dockerfile", content: "FROM evil:1" }], Refusal],
      [[{ name: "Dockerfile", content: "x".repeat(2 * 1024 * 1024) }], GateError],
    ];
    for (const [entries, kind] of refusals) {
      await expect(open(await tarOf(entries))).rejects.toBeInstanceOf(kind);
    }
    expect(await spools()).toEqual(before);
  });

  test("must have no name on disk, so that a runner that is killed leaves nothing", async () => {
    const before = await spools();
    const context = await open(await tarOf([{ name: "Dockerfile", content: "FROM nginx:alpine" }]));
    expect(await spools()).toEqual(before);
    expect((await collect(context.read())).length).toBe(context.size);
    await context.remove();
  });

  test("must be refused when it breaks off", async () => {
    const tar = await tarOf([
      { name: "Dockerfile", content: "FROM nginx:alpine" },
      { name: "big", content: "x".repeat(5000) },
    ]);
    await expect(open(tar.subarray(0, 2000))).rejects.toThrow();
  });
});

describe("archives", () => {
  const magics = {
    gzip: [0x1f, 0x8b, 8],
    bzip2: [0x42, 0x5a, 0x68],
    xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
    zstd: [0x28, 0xb5, 0x2f, 0xfd],
  };

  test.each(Object.entries(magics))("%s must not pass as plain tar", async (_name, magic) => {
    const bytes = Buffer.concat([Buffer.from(magic), Buffer.alloc(2000)]);
    await expect(collect(plainTar(pieces(bytes)))).rejects.toBeInstanceOf(GateError);
  });

  test("a plain tar must pass unchanged, an empty one too", async () => {
    const tar = await tarOf([{ name: "file", content: "x" }]);
    expect((await collect(plainTar(pieces(tar)))).equals(tar)).toBe(true);
    expect((await collect(plainTar(pieces(Buffer.alloc(1024))))).length).toBe(1024);
    await expect(collect(plainTar(pieces(Buffer.from("short"))))).rejects.toBeInstanceOf(GateError);
  });

  test("a gzipped build context must be unpacked, but not beyond the limit", async () => {
    const tar = await tarOf([{ name: "file", content: "x".repeat(100_000) }]);
    const packed = gzipSync(tar);
    expect((await collect(unpackedTar(pieces(packed), 200_000))).equals(tar)).toBe(true);
    await expect(collect(unpackedTar(pieces(packed), 50_000))).rejects.toMatchObject({ status: 413 });
    await expect(collect(unpackedTar(pieces(packed.subarray(0, 60)), 200_000))).rejects.toBeInstanceOf(
      GateError,
    );
    await expect(collect(unpackedTar(pieces(gzipSync(packed)), 200_000))).rejects.toBeInstanceOf(GateError);
  });
});

describe("archives that ADD would unpack to any size", () => {
  const bomb: Entry = { name: "bomb.tar", content: "BZh91AY&SY of which nobody knows how large it becomes" };
  const refusal = "The lab does not unpack bomb.tar";

  test("must be refused, wherever in the context they are", async () => {
    const dockerfile = { name: "Dockerfile", content: "FROM nginx:alpine\nADD *.tar /\n" };
    await expect(sent([bomb, dockerfile])).rejects.toThrow(refusal);
    await expect(sent([dockerfile, bomb])).rejects.toThrow(refusal);
    const later = { name: "Dockerfile", content: "FROM nginx:alpine\nONBUILD ADD bomb.tar /\n" };
    await expect(sent([bomb, later])).rejects.toThrow(refusal);
  });

  test("must be copied as they are", async () => {
    const dockerfile = { name: "Dockerfile", content: "FROM nginx:alpine\nCOPY bomb.tar /\n" };
    expect((await sent([bomb, dockerfile])).get("bomb.tar")).toBe(bomb.content);
  });

  test("must be refused where the base image brings an ADD along", async () => {
    nginx.addsLater = true;
    const dockerfile = { name: "Dockerfile", content: "FROM nginx:alpine\n" };
    await expect(sent([bomb, dockerfile])).rejects.toThrow(refusal);
    nginx.addsLater = false;
  });
});
