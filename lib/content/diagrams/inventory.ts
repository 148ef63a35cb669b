import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { message } from "../../i18n/message.ts";
import { isFile } from "../folders.ts";
import type { Problem } from "../problem.ts";
import { chartHash, findCharts } from "./chart.ts";
import { drawingDirectory, drawingFiles } from "./drawing.ts";

export type ChartPlace = { chart: string; hash: string; file: string; line: number; directory: string };

/** What is drawn, what is not, and what nobody refers to any more, under a folder. */
export type Inventory = { missing: ChartPlace[]; stale: string[]; count: number };

export async function takeInventory(contentDirectory: string): Promise<Inventory> {
  const files = (await readdir(contentDirectory, { recursive: true })).map((name) =>
    join(contentDirectory, name),
  );
  const markdown = files.filter((file) => file.endsWith(".mdx"));
  const charts = (await Promise.all(markdown.map(chartsOf))).flat();
  const wanted = new Set(charts.flatMap((chart) => Object.values(drawingFiles(chart.directory, chart.hash))));
  const isDrawing = /[/\\]diagrams[/\\][0-9a-f]{16}\.(svg|json)$/;
  const present = await Promise.all(
    charts.map(({ directory, hash }) =>
      Promise.all(Object.values(drawingFiles(directory, hash)).map(isFile)),
    ),
  );
  return {
    missing: charts.filter((_, index) => !present[index]?.every(Boolean)),
    stale: files.filter((file) => isDrawing.test(file) && !wanted.has(file)),
    count: charts.length,
  };
}

/** The inventory as problems for check-content. */
export function diagramProblems(inventory: Inventory): Problem[] {
  return [
    ...inventory.missing.map((chart) => ({
      file: chart.file,
      line: chart.line,
      message: message("content.diagram-missing"),
      remedy: message("content.draw-diagrams"),
    })),
    ...inventory.stale.map((file) => ({
      file,
      message: message("content.diagram-stale", { name: basename(file) }),
      remedy: message("content.draw-diagrams"),
    })),
  ];
}

async function chartsOf(file: string): Promise<ChartPlace[]> {
  const directory = drawingDirectory(file);
  return findCharts(await readFile(file, "utf8")).map(({ chart, line }) => ({
    chart,
    hash: chartHash(chart),
    file,
    line,
    directory,
  }));
}
