import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isFile } from "../folders.ts";
import { chartHash } from "./chart.ts";
import { type DrawingData, drawingDataSchema } from "./outline.ts";

export type Drawing = DrawingData & { hash: string; svg: string };

/** Where the drawings of a Markdown file's charts are kept: in `diagrams/` beside it. */
export function drawingDirectory(markdownFile: string): string {
  return join(dirname(markdownFile), "diagrams");
}

export function drawingFiles(directory: string, hash: string): { svg: string; data: string } {
  return { svg: join(directory, `${hash}.svg`), data: join(directory, `${hash}.json`) };
}

/** The kept drawing of a chart; undefined when it was not drawn yet. */
export async function readDrawing(directory: string, chart: string): Promise<Drawing | undefined> {
  const hash = chartHash(chart);
  const files = drawingFiles(directory, hash);
  if (!(await isFile(files.svg)) || !(await isFile(files.data))) return undefined;
  const data = drawingDataSchema.parse(JSON.parse(await readFile(files.data, "utf8")));
  return { ...data, hash, svg: await readFile(files.svg, "utf8") };
}
