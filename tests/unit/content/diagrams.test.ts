import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chartHash, findCharts } from "../../../lib/content/diagrams/chart.ts";
import { describeOutline, stepsOf } from "../../../lib/content/diagrams/describe.ts";
import { emphases, mermaidVersion, sentinels } from "../../../lib/content/diagrams/theme.ts";
import { translate } from "../../../lib/i18n/translate.ts";

const root = join(import.meta.dirname, "../../..");

describe("charts", () => {
  it("must be found in a text with their lines, and lose the indentation of their fence", () => {
    const text = 'one\n\n  ```mermaid title="x"\n  flowchart TB\n    a --> b\n  ```\n';
    expect(findCharts(text)).toEqual([{ chart: "flowchart TB\n  a --> b", line: 3 }]);
  });

  it("must keep their name when only the space around them changes", () => {
    expect(chartHash("flowchart TB\r\n  a --> b\r\n")).toBe(chartHash("flowchart TB\n  a --> b"));
    expect(chartHash("flowchart TB\n  a --> c")).not.toBe(chartHash("flowchart TB\n  a --> b"));
  });

  it("must be drawn by the mermaid that is installed, so that a new one asks for new drawings", async () => {
    const installed = JSON.parse(await readFile(join(root, "node_modules/mermaid/package.json"), "utf8"));
    expect(mermaidVersion).toBe(installed.version);
  });
});

describe("the text alternative", () => {
  it("of a flowchart must name groups, connections with their labels, and what stands alone", () => {
    const sentences = describeOutline({
      kind: "flowchart",
      nodes: [
        { id: "a", label: "web" },
        { id: "b", label: "api" },
        { id: "c", label: "db" },
      ],
      groups: [{ id: "g", label: "stack", members: ["a", "b"] }],
      edges: [{ from: "a", to: "b", label: "HTTP", dotted: false }],
    }).map((sentence) => translate(sentence, "en"));
    expect(sentences).toEqual([
      "A flowchart with 3 elements and 1 connection.",
      "The group “stack” holds: web, api.",
      "“web” leads to “api”: HTTP.",
      "“db” stands without a connection.",
    ]);
  });

  it("of a sequence must tell its steps in order", () => {
    const sentences = describeOutline({
      kind: "sequence",
      actors: [
        { id: "C", label: "compose" },
        { id: "E", label: "엔진" },
      ],
      steps: [
        { type: "message", from: "C", to: "E", text: "켜 주세요", answer: false },
        { type: "message", from: "E", to: "C", text: "204", answer: true },
        { type: "note", over: ["E"], text: "바쁨" },
      ],
    }).map((sentence) => translate(sentence, "ko"));
    expect(sentences.slice(1)).toEqual([
      "1. compose → 엔진: 켜 주세요",
      "2. 엔진 → compose (응답): 204",
      "3. 엔진 곁의 메모: 바쁨",
    ]);
  });
});

describe("kept drawings", async () => {
  const files = await readdir(join(root, "content"), { recursive: true });
  const drawings = files.filter((name) => /diagrams[/\\][0-9a-f]{16}\.svg$/.test(name));

  it.each(drawings)(
    "%s must take its colours from the page and hold nothing that acts or loads",
    async (name) => {
      const svg = await readFile(join(root, "content", name), "utf8");
      const hash = /([0-9a-f]{16})\.svg$/.exec(name)?.[1];
      expect(svg).not.toMatch(
        /<(script|foreignObject|image|a|use|iframe)\b|\son[a-z]+=|https?:\/\/(?!www\.w3\.org\/2000\/svg)|@import/i,
      );
      expect(svg.replaceAll(/#dg-[0-9a-f]{16}/g, "")).not.toMatch(/#[0-9a-f]{3,8}\b|\brgba?\(/i);
      for (const [, id] of svg.matchAll(/\sid="([^"]+)"/g)) expect(id).toMatch(new RegExp(`^dg-${hash}`));
      const known = new Set(["font", ...Object.keys(sentinels), ...Object.values(emphases).flat()]);
      for (const [, variable] of svg.matchAll(/var\(--dg-([a-z-]+)/g)) expect(known).toContain(variable);
    },
  );
});

describe("the steps of a diagram", () => {
  it("of a sequence must count messages and notes as the drawing does, and pass the beginning of a loop by", () => {
    const steps = stepsOf({
      kind: "sequence",
      actors: [{ id: "C", label: "compose" }],
      steps: [
        { type: "message", from: "C", to: "C", text: "one", answer: false },
        { type: "block", what: "loop", text: "again" },
        { type: "note", over: ["C"], text: "two" },
      ],
    });
    expect(steps.map(({ target }) => target)).toEqual(["item:0", "none", "item:1"]);
  });

  it("of a flowchart must be its groups, its connections, and what stands alone", () => {
    const steps = stepsOf({
      kind: "flowchart",
      nodes: ["a", "b", "c"].map((id) => ({ id, label: id })),
      groups: [{ id: "g", label: "stack", members: ["a"] }],
      edges: [{ from: "a", to: "b", label: "", dotted: true }],
    });
    expect(steps.map(({ target }) => target)).toEqual(["group:g", "edge:a:b", "node:c"]);
  });
});
