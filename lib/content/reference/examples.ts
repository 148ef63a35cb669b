import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readYamlFile } from "../yaml-file.ts";

const examplesSchema = z.strictObject({
  steps: z.record(z.string(), z.record(z.string(), z.unknown())).describe("By `act`."),
  checks: z.record(z.string(), z.record(z.string(), z.unknown())).describe("By `type`."),
});

export type Examples = z.infer<typeof examplesSchema>;

const file = join(import.meta.dirname, "examples.yaml");

/** One example of every step and check. */
export function readExamples(): Promise<Examples> {
  return readYamlFile(file, examplesSchema);
}

/** The same as they are written, by the line after the key: what an author copies. */
export async function exampleLines(): Promise<{ steps: Map<string, string>; checks: Map<string, string> }> {
  const text = await readFile(file, "utf8");
  const [steps = "", checks = ""] = text.slice(text.indexOf("steps:")).split(/^checks:$/m);
  return { steps: linesOf(steps), checks: linesOf(checks) };
}

function linesOf(part: string): Map<string, string> {
  const lines = part.split("\n").flatMap((line) => {
    const found = /^ {2}([a-z-]+): (\{.*\})$/.exec(line);
    return found ? [[found[1] ?? "", found[2] ?? ""] as const] : [];
  });
  return new Map(lines);
}
