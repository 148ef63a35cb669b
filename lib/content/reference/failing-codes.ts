import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const vocabulary = join(import.meta.dirname, "../../grading");

/** The names of the messages by which checks fail, as the judgements write them: `failed("no-answer", …)`. */
export async function failingCodes(): Promise<string[]> {
  const names = new Set<string>();
  for (const entry of await readdir(vocabulary, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
    const source = await readFile(join(entry.parentPath, entry.name), "utf8");
    for (const [, name = ""] of source.matchAll(/\bfailed\(\s*"([a-z-]+)"/g)) names.add(name);
  }
  return [...names].sort();
}
