import { join } from "node:path";
import { z } from "zod";
import { isFile } from "../folders.ts";
import { loadGlossary } from "../glossary.ts";
import { readYamlFile } from "../yaml-file.ts";

/** `synonyms.yaml` in the content folder. */
const synonymsSchema = z
  .array(z.array(z.string().min(1)).min(2).describe("Words that mean the same, in any language."))
  .describe("Groups of words that mean the same: a reader who searches for one finds the others.");

/** Groups of phrases that mean the same: `synonyms.yaml`, and the two languages of each glossary term. */
export async function loadSameMeaning(contentDirectory: string): Promise<string[][]> {
  const file = join(contentDirectory, "synonyms.yaml");
  const synonyms = (await isFile(file)) ? await readYamlFile(file, synonymsSchema) : [];
  const terms = (await loadGlossary(contentDirectory)).map(({ term }) => [term.ko, term.en]);
  return [...terms.filter(([ko, en]) => ko !== en), ...synonyms];
}
