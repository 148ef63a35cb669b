import { expect, test } from "vitest";
import { type DiffRow, diffLines } from "../../../app/workspace/conflict/line-diff.ts";

const side = (rows: DiffRow[], which: "mine" | "theirs") =>
  rows.flatMap((row) => {
    if (row.kind === "same") return [row.text];
    if (row.kind === "skipped") return Array.from({ length: row.count }, () => "(skipped)");
    const text = row[which];
    return text === null ? [] : [text];
  });

test("each side of a comparison must be the whole text, with only differing lines marked", () => {
  const mine = "services:\n  web:\n    image: nginx:1\n    ports: []\n";
  const theirs = "services:\n  web:\n    image: nginx:2\n    restart: always\n    ports: []\n";
  const rows = diffLines(mine, theirs);
  expect(side(rows, "mine").join("\n")).toBe(mine);
  expect(side(rows, "theirs").join("\n")).toBe(theirs);
  expect(rows.filter(({ kind }) => kind === "differs")).toEqual([
    { kind: "differs", mine: "    image: nginx:1", theirs: "    image: nginx:2" },
    { kind: "differs", mine: null, theirs: "    restart: always" },
  ]);
});

test("a line that moved in must not mark its equal neighbours", () => {
  const rows = diffLines("a\nb\nc", "a\nx\nb\nc");
  expect(rows.filter(({ kind }) => kind === "differs")).toEqual([
    { kind: "differs", mine: null, theirs: "x" },
  ]);
});

test("long runs of equal lines must be left out, and counted", () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  const rows = diffLines(lines.join("\n"), [...lines.slice(0, 20), "new", ...lines.slice(20)].join("\n"));
  expect(rows.filter(({ kind }) => kind === "skipped")).toEqual([
    { kind: "skipped", count: 17 },
    { kind: "skipped", count: 17 },
  ]);
  expect(side(rows, "mine")).toHaveLength(40);
});

test("two large texts without a common line must be compared in no time", () => {
  const text = (name: string) => Array.from({ length: 5000 }, (_, index) => `${name} ${index}`).join("\n");
  expect(diffLines(text("a"), text("b"))).toHaveLength(5000);
});
