import { mkdir, writeFile } from "node:fs/promises";
import { drawingFiles } from "../../lib/content/diagrams/drawing.ts";
import type { ChartPlace } from "../../lib/content/diagrams/inventory.ts";
import { ContentError, type Problem } from "../../lib/content/problem.ts";
import { message } from "../../lib/i18n/message.ts";
import { openDrawingPage } from "./browser.ts";
import type { DrawRequest } from "./in-page.ts";

/** Draws charts with real mermaid and keeps SVG and outline beside the text. Throws a ContentError for charts that mermaid refuses. */
export async function drawCharts(charts: ChartPlace[], report: (chart: ChartPlace) => void): Promise<void> {
  const { page, browser } = await openDrawingPage();
  const problems: Problem[] = [];
  try {
    for (const chart of charts) {
      const request: DrawRequest = { id: `dg-${chart.hash}`, chart: chart.chart };
      try {
        const { svg, ...data } = await page.evaluate((wanted) => window.draw(wanted), request);
        const files = drawingFiles(chart.directory, chart.hash);
        await mkdir(chart.directory, { recursive: true });
        await writeFile(files.svg, `${svg}\n`);
        await writeFile(files.data, `${JSON.stringify(data, undefined, 2)}\n`);
        report(chart);
      } catch (error) {
        const problem = reasonOf(error);
        problems.push({ file: chart.file, line: chart.line, message: message("content.chart", { problem }) });
      }
    }
  } finally {
    await browser.close();
  }
  if (problems.length > 0) throw new ContentError(problems);
}

/** What the browser's error says, without where in mermaid it was thrown. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split("\n").filter((line) => !/^\s+at /.test(line));
  return lines.join("\n").replace(/^(page\.evaluate: |Error: )+/, "");
}
