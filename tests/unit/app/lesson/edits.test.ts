import { describe, expect, test } from "vitest";
import { editsOf } from "../../../../app/lesson/run/edits.ts";

function browser(known: Record<string, string> = {}) {
  const kept = new Map(Object.entries(known));
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe("what a reader wrote instead of a lesson's file", () => {
  test("must be there after a reload, and be sent with the runs of its folder only", () => {
    const storage = browser();
    const before = editsOf("lesson.ko", () => storage);
    before.write("order/compose.yaml", "a\n", "b\n");
    const edits = editsOf("lesson.ko", () => storage);
    expect(edits.read("order/compose.yaml", "a\n")).toBe("b\n");
    expect(edits.ofFolder("order")).toEqual([{ block: "order/compose.yaml", content: "b\n" }]);
    expect(edits.ofFolder("ord")).toEqual([]);
  });

  test("must be gone once it is as in the lesson, and leave nothing behind", () => {
    const storage = browser();
    const edits = editsOf("lesson.ko", () => storage);
    edits.write("order/compose.yaml", "a\n", "b\n");
    edits.write("order/compose.yaml", "a\n", "a\n");
    expect(edits.read("order/compose.yaml", "a\n")).toBeUndefined();
    expect(storage.kept.size).toBe(0);
  });

  test("must not be taken for an edit of a file that the lesson has changed since", () => {
    const edits = editsOf("lesson.ko", () => browser());
    edits.write("order/compose.yaml", "a\n", "b\n");
    expect(edits.read("order/compose.yaml", "new\n")).toBeUndefined();
    expect(edits.ofFolder("order")).toEqual([]);
  });

  test.each(["no JSON", "[1]", "null", '{"order/compose.yaml": 3}'])(
    "must survive %s in its place",
    (text) => {
      const edits = editsOf("lesson.ko", () => browser({ "composelab.edits.lesson.ko": text }));
      expect(edits.read("order/compose.yaml", "a\n")).toBeUndefined();
    },
  );
});
