import { describe, expect, test } from "vitest";
import { type BlockState, notRunBefore } from "../../../../app/lesson/run/run-session.ts";

const at = (exitCode: number | null): BlockState => ({
  replaced: [],
  terminal: {
    id: "run-order-1",
    kind: "run",
    target: "order",
    startedAt: 1,
    endedAt: exitCode === null ? null : 2,
    exitCode,
  },
});

describe("the blocks that a block builds on", () => {
  test("must be those above it in its folder that were not run in this sandbox", () => {
    const blocks = new Map<string, BlockState>([
      ["two-words-1", at(0)],
      ["two-words-2", { ...at(0), isLost: true }],
      ["two-words-3", { replaced: [], refusal: {} }],
      ["other-1", at(0)],
    ]);
    expect(notRunBefore("two-words-4", blocks)).toEqual(["two-words-2", "two-words-3"]);
    expect(notRunBefore("two-words-1", new Map())).toEqual([]);
  });
});
