import { createHash } from "node:crypto";
import { drawingVersion, emphases, mermaidConfig, mermaidVersion } from "./theme.ts";

/** The name of a chart's drawing: it changes with the chart, with mermaid and with the way we draw. */
export function chartHash(chart: string): string {
  const how = JSON.stringify([drawingVersion, mermaidVersion, mermaidConfig, emphases]);
  return createHash("sha256").update(how).update("\0").update(normalised(chart)).digest("hex").slice(0, 16);
}

export type ChartFence = { chart: string /** Of the opening fence, from 1. */; line: number };

/** The mermaid fences of a Markdown text. */
export function findCharts(markdown: string): ChartFence[] {
  const fences = markdown.matchAll(/^( *)(`{3,})mermaid\b[^\n]*\n([\s\S]*?)\n\1\2 *$/gm);
  return [...fences].map((fence) => ({
    chart: (fence[3] ?? "").replaceAll(new RegExp(`^${fence[1]}`, "gm"), ""),
    line: markdown.slice(0, fence.index).split("\n").length,
  }));
}

function normalised(chart: string): string {
  return chart.replaceAll("\r\n", "\n").trim();
}
