import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { chartHash } from "../../lib/content/diagrams/chart.ts";
import { readDrawing } from "../../lib/content/diagrams/drawing.ts";
import { ContentError } from "../../lib/content/problem.ts";
import { drawCharts } from "../../setup/diagrams/draw.ts";

async function draw(chart: string) {
  const directory = await mkdtemp(join(tmpdir(), "diagrams-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  await drawCharts(
    [{ chart, hash: chartHash(chart), file: "lesson.ko.mdx", line: 7, directory }],
    () => undefined,
  );
  return readDrawing(directory, chart);
}

it("a chart must be drawn with its outline, in the page's colours", async () => {
  const drawing = await draw('flowchart TB\n  a["한글 상자"]:::good -->|"잇기"| b[("볼륨")]');
  expect(drawing?.outline).toEqual({
    kind: "flowchart",
    nodes: [
      { id: "a", label: "한글 상자" },
      { id: "b", label: "볼륨" },
    ],
    groups: [],
    edges: [{ from: "a", to: "b", label: "잇기", dotted: false }],
  });
  expect(drawing?.svg).toContain("var(--dg-good)");
  expect(drawing?.svg).not.toMatch(/fill: ?(#(?!dg)|rgb)/);
});

it("what a chart smuggles in must not reach the drawing", async () => {
  const drawing = await draw(
    [
      "flowchart TB",
      `  a["<img src='https://example.com/x.png' onerror='alert(1)'> <script>alert(1)</script>"] --> b["b"]`,
      '  click a "javascript:alert(1)"',
      '  click b "https://example.com"',
      "  style b fill:#ff0000",
    ].join("\n"),
  );
  expect(drawing?.svg).not.toMatch(
    /<(img|image|script|a|foreignObject)\b|on\w+=|javascript:|example\.com|ff0000/i,
  );
});

it.each([
  ["a chart that mermaid cannot read", "flowchart TB\n  a[ --> "],
  ["a kind of chart without a text alternative", "pie\n  one: 1"],
])("%s must be refused with its place", async (_, chart) => {
  const error = await draw(chart).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ContentError);
  expect(error instanceof ContentError && error.problems[0]).toMatchObject({
    file: "lesson.ko.mdx",
    line: 7,
  });
});

it("two charts on a page must share no ids", async () => {
  const [one, other] = [await draw("flowchart TB\n  a --> b"), await draw("flowchart TB\n  a --> c")];
  const ids = (svg: string | undefined) =>
    [...(svg ?? "").matchAll(/\sid="([^"]+)"/g)].map((found) => found[1]);
  expect(ids(one?.svg).length).toBeGreaterThan(3);
  expect(ids(one?.svg).filter((id) => ids(other?.svg).includes(id))).toEqual([]);
});
