import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { catalogues } from "../../../lib/i18n/catalogues.ts";

const root = join(import.meta.dirname, "../../..");

async function sources(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".ts"));
  return Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), "utf8")));
}

it("every verdict that the vocabulary gives must have its text", async () => {
  const text = [...(await sources("lib/grading")), ...(await sources("sandbox-runner/grading"))].join("\n");
  const verdicts = [...text.matchAll(/\b(?:passed|failed)\(\s*"([a-z-]+)"/g)].map((found) => found[1] ?? "");
  const messages = [...text.matchAll(/\bmessage\(\s*"grading\.([a-z-]+)"/g)].map((found) => found[1] ?? "");
  expect(verdicts.length).toBeGreaterThan(40);
  const known = Object.keys(catalogues.en.grading ?? {});
  expect([...verdicts, ...messages].filter((name) => !known.includes(name))).toEqual([]);
});
