import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readArchive } from "../../../cli/submissions/archive.ts";
import { handinsAt } from "../../../cli/submissions/find.ts";
import { UnreadableSubmission } from "../../../cli/submissions/unreadable.ts";
import { WorkspaceTooLarge } from "../../../lib/content/workspace-files.ts";
import { tarGzOf, tarOf, zipOf } from "./pack.ts";

const compose = "services: {}\n";
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "composelab-handins-"));
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function put(contents: Record<string, string | Buffer>): Promise<void> {
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

/** What is found at a path: for each submission the names of its files, or the code of why it cannot be read. */
async function found(path = ""): Promise<Record<string, string[] | string>> {
  const all: Record<string, string[] | string> = {};
  for (const handin of await handinsAt(join(root, path))) {
    const name = relative(root, handin.path);
    all[name] = await handin.files().then((files) => files.map((file) => file.path), codeOf);
  }
  return all;
}

function codeOf(error: unknown): string {
  if (error instanceof UnreadableSubmission) return error.reason.code;
  if (error instanceof WorkspaceTooLarge) return "too-large";
  throw error;
}

async function codeOfArchive(bytes: Buffer): Promise<string | string[]> {
  return readArchive("handin.zip", bytes).then((files) => files.map(({ path }) => path), codeOf);
}

describe("submissions must be found", () => {
  it("as the folder, file or archive of one student, without the folder around it all", async () => {
    await put({
      "plain/compose.yaml": compose,
      "wrapped/project/docker-compose.yml": compose,
      "lone.yaml": compose,
      "packed/handin.zip": await zipOf({
        "project/compose.yaml": compose,
        "project/api/Dockerfile": "FROM x",
      }),
      "kim.tar.gz": await tarGzOf({ "./compose.yaml": compose }),
      "lee.tar": await tarOf({ "compose.yaml": compose, "node_modules/x/index.js": "1" }),
    });
    expect(await found("plain")).toEqual({ plain: ["compose.yaml"] });
    expect(await found("wrapped")).toEqual({ wrapped: ["docker-compose.yml"] });
    expect(await found("lone.yaml")).toEqual({ "lone.yaml": ["compose.yaml"] });
    expect(await found("packed")).toEqual({ packed: ["api/Dockerfile", "compose.yaml"] });
    expect(await found("kim.tar.gz")).toEqual({ "kim.tar.gz": ["compose.yaml"] });
    expect(await found("lee.tar")).toEqual({ "lee.tar": ["compose.yaml"] });
  });

  it("in the folder of a class, also those that hold nothing to grade", async () => {
    await put({
      "class/kim/compose.yaml": compose,
      "class/lee/project/compose.yaml": compose,
      "class/park_1234/handin.zip": await zipOf({ "compose.yaml": compose }),
      "class/choi.tgz": await tarGzOf({ "choi/compose.yaml": compose }),
      "class/empty/README.md": "sorry",
      "class/han.rar": "Rar!",
      "class/marks.csv": "kim,100",
    });
    expect(await found("class")).toEqual({
      "class/choi.tgz": ["compose.yaml"],
      "class/empty": ["README.md"],
      "class/han.rar": "cli.archive-foreign",
      "class/kim": ["compose.yaml"],
      "class/lee": ["compose.yaml"],
      "class/park_1234": ["compose.yaml"],
    });
  });

  it("in the archive of a class, packed once more or not", async () => {
    const kim = await zipOf({ "compose.yaml": compose });
    const contents = {
      "class/kim/handin.zip": kim,
      "class/lee/compose.yaml": compose,
      "class/park.zip": kim,
    };
    await put({ "all.zip": await zipOf(contents) });
    expect(await found("all.zip")).toEqual({
      "all.zip/kim": ["compose.yaml"],
      "all.zip/lee": ["compose.yaml"],
      "all.zip/park.zip": ["compose.yaml"],
    });
  });

  it("by the names that programs of Windows and macOS write", async () => {
    const decomposed = "한글.txt".normalize("NFD");
    expect(await codeOfArchive(await zipOf({ "a\\b.txt": "x", [decomposed]: "x" }))).toEqual([
      "a/b.txt",
      "한글.txt",
    ]);
    // "한글.txt" in CP949, and the bit that would call it UTF-8 not set.
    const rawFilename = Buffer.from([0xc7, 0xd1, 0xb1, 0xdb, 0x2e, 0x74, 0x78, 0x74]);
    const korean = await zipOf({ "xxxx.txt": "x" }, { useUnicodeFileNames: false });
    const renamed = Buffer.from(
      korean.toString("latin1").replaceAll("xxxx.txt", rawFilename.toString("latin1")),
      "latin1",
    );
    expect(await codeOfArchive(renamed)).toEqual(["한글.txt"]);
  });
});

describe("a hostile archive must be refused with a reason", () => {
  it.each([
    ["../outside.txt"],
    ["a/../../outside.txt"],
    ["/etc/passwd"],
    ["C:\\..\\..\\outside.txt"],
    ["a//b"],
    [`${"n".repeat(256)}.txt`],
    [`${"deep/".repeat(60)}x`],
    ["nul\0byte"],
  ])("when it names a file %j", async (name) => {
    const contents = { "compose.yaml": compose, [name]: "x" };
    expect(await codeOfArchive(await zipOf(contents))).toBe("cli.archive-name");
    // A tar's names end at the first NUL: there such a name is another one, and a plain one.
    const expected = name.includes("\0") ? ["compose.yaml", "nul"] : "cli.archive-name";
    expect(await codeOfArchive(await tarOf(contents))).toEqual(expected);
  });

  it("when a file stands where another one needs a folder", async () => {
    expect(await codeOfArchive(await tarOf({ a: "x", "a/b": "x" }))).toBe("cli.archive-name");
  });

  it("when it is a bomb, be it of one file, of many, or of many entries", async () => {
    const limits = { packed: 1024 * 1024, unpacked: 1024 * 1024, entries: 100 };
    const codeWithin = (bytes: Buffer) => readArchive("a.zip", bytes, limits).then(() => "read", codeOf);
    const zeros = Buffer.alloc(300 * 1024);
    const four = { a: zeros, b: zeros, c: zeros, d: zeros };
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`f${index}`, ""]));
    for (const contents of [{ a: Buffer.alloc(2 * 1024 * 1024) }, four, many]) {
      expect(await codeWithin(await zipOf(contents))).toBe("cli.archive-too-large");
      expect(await codeWithin(await tarGzOf(contents))).toBe("cli.archive-too-large");
    }
    expect(await codeWithin(Buffer.alloc(limits.packed + 1))).toBe("cli.archive-too-large");
    await put({
      "one.zip": await zipOf({ "compose.yaml": compose, "big.txt": Buffer.alloc(3 * 1024 * 1024) }),
    });
    expect(await found("one.zip")).toEqual({ "one.zip": "too-large" });
  });

  it("when it says that it is smaller than it is", async () => {
    const bytes = await zipOf(
      { "a.txt": Buffer.alloc(1024 * 1024) },
      { dataDescriptor: false, zip64: false },
    );
    const size = Buffer.alloc(4);
    size.writeUInt32LE(1024 * 1024);
    let lied = bytes.toString("latin1");
    lied = lied.replaceAll(size.toString("latin1"), "\x05\0\0\0");
    expect(await codeOfArchive(Buffer.from(lied, "latin1"))).toBe("cli.archive-corrupt");
  });

  it("when it is encrypted, of another kind, empty, torn off, or no archive at all", async () => {
    const contents = { "compose.yaml": compose, "b.txt": "b".repeat(5000) };
    const [zip, tar] = [await zipOf(contents), await tarGzOf(contents)];
    expect(await codeOfArchive(await zipOf(contents, { password: "secret" }))).toBe("cli.archive-encrypted");
    for (const bytes of [zip.subarray(0, zip.length - 60), tar.subarray(0, tar.length - 20)]) {
      expect(await codeOfArchive(bytes)).toBe("cli.archive-corrupt");
    }
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from("hello"),
      Buffer.alloc(2048),
      Buffer.from([0x1f, 0x8b]),
    ]) {
      expect(await codeOfArchive(bytes)).toBe("cli.archive-corrupt");
    }
  });

  it("whatever single byte of it is changed, or be read", async () => {
    const whole = {
      zip: await zipOf({ "compose.yaml": compose }),
      tar: await tarGzOf({ "compose.yaml": compose }),
    };
    const change = fc.tuple(fc.constantFrom("zip" as const, "tar" as const), fc.nat(), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(change, async ([kind, at, value]) => {
        const bytes = Buffer.from(whole[kind]);
        bytes[at % bytes.length] = value;
        const answer = await codeOfArchive(bytes);
        expect(Array.isArray(answer) || answer.startsWith("cli.archive-")).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("what is no plain file must be left out", () => {
  it("of an archive: links, devices and pipes", async () => {
    const others = [
      { name: "link", type: "symlink", linkname: "/etc/shadow" },
      { name: "hard", type: "link", linkname: "compose.yaml" },
      { name: "disk", type: "block-device", devmajor: 8, devminor: 0 },
      { name: "zero", type: "character-device", devmajor: 1, devminor: 5 },
      { name: "pipe", type: "fifo" },
    ] as const;
    expect(await codeOfArchive(await tarOf({ "compose.yaml": compose }, [...others]))).toEqual([
      "compose.yaml",
    ]);
    const link = { externalFileAttributes: (0o120777 << 16) >>> 0, msDosCompatible: false };
    expect(await codeOfArchive(await zipOf({ link: "/etc/shadow" }, link))).toEqual([]);
  });

  it("of a folder: links, also those to folders", async () => {
    await put({ "kim/compose.yaml": compose });
    await symlink("/etc/hostname", join(root, "kim/hostname"));
    await symlink("/etc", join(root, "kim/etc"));
    expect(await found("kim")).toEqual({ kim: ["compose.yaml"] });
  });
});
