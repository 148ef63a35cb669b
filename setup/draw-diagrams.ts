import { rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { diagramProblems, takeInventory } from "../lib/content/diagrams/inventory.ts";
import { ContentError, formatProblem } from "../lib/content/problem.ts";
import { drawCharts } from "./diagrams/draw.ts";

const usage = `npm run diagrams [-- --check] [-- DIRECTORY]
Draws the mermaid charts of the lessons that are not drawn yet, and removes drawings nobody refers to.
--check  draws nothing and needs no browser; exit code 1 when a drawing is missing or stale`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: "boolean" }, help: { type: "boolean", short: "h" } },
});
const contentDirectory = positionals[0] ?? join(import.meta.dirname, "../content");

if (values.help) console.log(usage);
else process.exitCode = values.check ? await check() : await draw();

async function check(): Promise<number> {
  const inventory = await takeInventory(contentDirectory);
  const problems = diagramProblems(inventory);
  for (const problem of problems) console.error(formatProblem(problem, "en"));
  if (problems.length === 0) console.log(`${inventory.count} diagrams, all drawn.`);
  return problems.length === 0 ? 0 : 1;
}

async function draw(): Promise<number> {
  const { missing, stale, count } = await takeInventory(contentDirectory);
  for (const file of stale) await rm(file);
  try {
    if (missing.length > 0) {
      await drawCharts(missing, ({ file, line }) =>
        console.log(`drawn ${relative(process.cwd(), file)}:${line}`),
      );
    }
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    for (const problem of error.problems) console.error(formatProblem(problem, "en"));
    return 1;
  }
  console.log(`${count} diagrams: ${missing.length} drawn now, ${stale.length} old files removed.`);
  return 0;
}
