import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { directoriesIn } from "./folders.ts";
import { type GlossaryTerm, glossaryFileSchema } from "./glossary-schema.ts";
import { readYamlFile } from "./yaml-file.ts";

/** Every term of `glossary/*.yaml`, by id. Throws a ContentError on a file that is wrong. */
export async function loadGlossary(contentDirectory: string): Promise<GlossaryTerm[]> {
  const files = await glossaryFiles(contentDirectory);
  const pages = await Promise.all(files.map((file) => readYamlFile(file, glossaryFileSchema)));
  return pages
    .flatMap((page) => Object.entries(page).map(([id, term]) => ({ id, ...term })))
    .sort((one, other) => one.id.localeCompare(other.id));
}

export async function glossaryFiles(contentDirectory: string): Promise<string[]> {
  if (!(await directoriesIn(contentDirectory)).includes("glossary")) return [];
  const directory = join(contentDirectory, "glossary");
  const names = await readdir(directory);
  return names
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => join(directory, name));
}
