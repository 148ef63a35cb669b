import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import fc from "fast-check";
import tar from "tar-stream";
import { describe, expect, test } from "vitest";
import type { FileEntry } from "../../../lib/live/protocol.ts";
import { readWords, UnknownWord } from "../../../sandbox-runner/live/files/agent-words.ts";
import { draftable } from "../../../sandbox-runner/live/files/draftable.ts";
import { hashesOf, hashOf, mergeWorkspace } from "../../../sandbox-runner/live/files/merge.ts";
import { readArchive } from "../../../sandbox-runner/live/files/read-archive.ts";

type Files = Record<string, string>;
const list = (files: Files) => Object.entries(files).map(([path, content]) => ({ path, content }));
const merge = (base: Files, workspace: Files, draft: Files) => {
  const { files, takeovers, conflicts } = mergeWorkspace(hashesOf(list(base)), list(workspace), list(draft));
  return { files: Object.fromEntries(files.map((file) => [file.path, file.content])), takeovers, conflicts };
};

describe("what the workspace and a page changed apart", () => {
  test("must be brought together by whoever changed a file alone", () => {
    const merged = merge(
      { a: "1", b: "1", c: "1", d: "1" },
      { a: "2", b: "1", d: "1", n: "new" },
      { a: "1", b: "3", c: "1", m: "mine" },
    );
    expect(merged.files).toEqual({ a: "2", b: "3", m: "mine", n: "new" });
    expect(merged.conflicts).toEqual([]);
    expect(merged.takeovers).toEqual([
      { path: "b", content: "3", base: hashOf("1") },
      { path: "d", content: undefined, base: hashOf("1") },
      { path: "m", content: "mine", base: null },
    ]);
  });

  test("must be the workspace's where both changed it, and never be lost to a removal", () => {
    expect(merge({ a: "1" }, { a: "2" }, { a: "3" })).toEqual({
      files: { a: "2" },
      takeovers: [],
      conflicts: ["a"],
    });
    expect(merge({ a: "1" }, {}, { a: "3" }).files).toEqual({ a: "3" });
    expect(merge({ a: "1" }, { a: "2" }, {}).files).toEqual({ a: "2" });
  });

  test("must be what one of them has, and the same again when it is brought together once more", () => {
    const files = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.constantFrom("1", "2", "3"));
    fc.assert(
      fc.property(files, files, files, (base, workspace, draft) => {
        const { files: merged, takeovers } = merge(base, workspace, draft);
        for (const [path, content] of Object.entries(merged)) {
          expect([workspace[path], draft[path]]).toContain(content);
        }
        const after: Files = { ...workspace };
        for (const { path, content } of takeovers) {
          if (content === undefined) delete after[path];
          else after[path] = content;
        }
        expect(after).toEqual(merged);
        expect(merge(merged, after, merged)).toEqual({ files: merged, takeovers: [], conflicts: [] });
      }),
    );
  });
});

test("a draft must hold the files nearest to the top, and name those that it cannot", () => {
  const entry = (path: string, content: string | null): FileEntry => ({
    path,
    kind: "file",
    size: 1,
    hash: "h",
    content,
  });
  const many = Array.from({ length: 120 }, (_, at) => entry(`deep/${String(at).padStart(3, "0")}`, "x"));
  const { files, omitted } = draftable([
    ...many,
    entry("compose.yaml", "services: {}"),
    entry("noise.bin", null),
  ]);
  expect(files).toHaveLength(100);
  expect(files[0]?.path).toBe("compose.yaml");
  expect(omitted).toContain("noise.bin");
  expect(omitted).toHaveLength(22);
});

describe("the agent's words", () => {
  const hex = (text: string) => Buffer.from(text).toString("hex");
  const words = async (chunks: Uint8Array[]) => {
    const heard = [];
    for await (const word of readWords(Readable.from(chunks), 100)) heard.push(word);
    return heard;
  };
  const said = Buffer.from(
    `file ${hex("한글.txt")} file 5 ${"a".repeat(64)} 5\na\nb\nc` +
      `file ${hex("dir")} directory 0 - -\ngone ${hex("old")}\nend 1\ndone 7 -\nconflict 8\nerror full 9\n`,
  );

  test("must be understood however they are cut, whatever a file holds", async () => {
    const whole = await words([said]);
    expect(whole).toHaveLength(7);
    expect(whole[0]).toMatchObject({ entry: { path: "한글.txt", size: 5 }, bytes: Buffer.from("a\nb\nc") });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: said.length - 1 }), { maxLength: 8 }),
        async (cuts) => {
          const at = [0, ...cuts.sort((a, b) => a - b), said.length];
          const chunks = at.slice(1).map((end, index) => said.subarray(at[index], end));
          expect(await words(chunks.filter(({ length }) => length > 0))).toEqual(whole);
        },
      ),
      { numRuns: 50 },
    );
  });

  test.each([
    "nonsense\n",
    `file ${hex("x")} file 5 - 999999\n`,
    `file ${hex("x")} device 5 - -\n`,
    "x".repeat(30_000),
  ])("must be refused when they are not its own: %.20s", async (lie) => {
    await expect(words([Buffer.from(lie)])).rejects.toThrow(UnknownWord);
  });
});

describe("an archive", () => {
  const hostile = ["../out", "/etc/passwd", "a/../../b", "a//b", "x".repeat(300), "."];

  test("must give nothing that leads out, is a link, or is larger than it may be", async () => {
    const pack = tar.pack();
    for (const name of hostile) pack.entry({ name }, "evil");
    pack.entry({ name: "hard", type: "link", linkname: "/etc/shadow" });
    pack.entry({ name: "device", type: "block-device" });
    pack.entry({ name: "./fine/한글.yaml" }, "a: 1");
    pack.finalize();
    const { files, skipped } = await readArchive("tar", await buffer(Readable.from(pack)));
    expect(files).toEqual([{ path: "fine/한글.yaml", bytes: Buffer.from("a: 1") }]);
    expect(skipped.map(({ reason }) => reason.code)).toContain("live.skipped-kind");
  });

  test("must be unpacked from a zip in the same way, and a bomb must not go off", async () => {
    const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
    for (const name of hostile) await writer.add(name, new Uint8ArrayReader(Buffer.from("evil")));
    await writer.add("bomb", new Uint8ArrayReader(Buffer.alloc(40 * 1024 * 1024)));
    await writer.add("link", new Uint8ArrayReader(Buffer.from("/etc/passwd")), {
      externalFileAttributes: 0o120777 << 16,
    });
    await writer.add("fine.txt", new Uint8ArrayReader(Buffer.from("fine")));
    const { files, skipped } = await readArchive("zip", Buffer.from(await writer.close()));
    expect(files).toEqual([{ path: "fine.txt", bytes: Buffer.from("fine") }]);
    expect(skipped.find(({ path }) => path === "bomb")?.reason.code).toBe("live.skipped-large");
    expect(skipped.find(({ path }) => path === "link")?.reason.code).toBe("live.skipped-kind");
  });

  test.each(["tar", "zip"] as const)("that is none must be refused: %s", async (format) => {
    await expect(readArchive(format, Buffer.from("neither"))).rejects.toThrow();
  });
});
