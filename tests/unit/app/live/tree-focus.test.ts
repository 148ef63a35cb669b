import { describe, expect, test } from "vitest";
import { type Drawn, focusAfterDrawing } from "../../../../app/workspace/live/files/tree-focus.ts";

const before: Drawn = {
  rows: ["compose.yaml", "note.txt"],
  current: "note.txt",
  wanted: undefined,
  hadFocus: true,
  focus: "tree",
};
const gone = { rows: ["compose.yaml"], current: "compose.yaml", focus: "nowhere" } as const;
const there = { rows: ["notes", "notes/one.txt", "compose.yaml"] } as const;

describe("whoever gave a file a new name must go on at that name", () => {
  const wanted = "notes/one.txt";

  test("when the workspace answers first and then tells of the new file", () => {
    expect(focusAfterDrawing({ ...before, wanted })).toBeUndefined();
    expect(focusAfterDrawing({ ...before, ...there, wanted, current: wanted, focus: "nowhere" })).toBe(
      wanted,
    );
  });

  test("when the new file is told of before the answer", () => {
    const told = { ...before, ...there, current: "compose.yaml", focus: "nowhere" } as const;
    expect(focusAfterDrawing(told)).toBe("compose.yaml");
    expect(focusAfterDrawing({ ...told, wanted, current: wanted, focus: "tree" })).toBe(wanted);
  });

  test("when the old file goes before the new one comes", () => {
    expect(focusAfterDrawing({ ...before, ...gone, wanted })).toBe("compose.yaml");
    expect(focusAfterDrawing({ ...before, ...there, wanted, current: wanted })).toBe(wanted);
  });

  test("unless they went elsewhere meanwhile", () => {
    const elsewhere = { ...before, ...there, wanted, current: wanted, focus: "elsewhere" } as const;
    expect(focusAfterDrawing(elsewhere)).toBeUndefined();
  });
});

test("a row that disappears under the focus must leave it in the tree, and only there", () => {
  expect(focusAfterDrawing({ ...before, ...gone })).toBe("compose.yaml");
  expect(focusAfterDrawing({ ...before, ...gone, hadFocus: false })).toBeUndefined();
  expect(focusAfterDrawing(before)).toBeUndefined();
});
