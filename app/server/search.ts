import { glob, stat } from "node:fs/promises";
import { join } from "node:path";
import { searchDocuments } from "../../lib/content/search/documents.ts";
import { loadSameMeaning } from "../../lib/content/search/same-meaning.ts";
import { createSearchIndex, type SearchHit, type SearchIndex } from "../../lib/content/search/search.ts";
import type { Locale } from "../../lib/i18n/message.ts";
import { contentDirectory } from "./content-directory.ts";

const found = [
  "synonyms.yaml",
  "glossary/*.yaml",
  "week-*/day-*/session-*/session.yaml",
  "week-*/day-*/session-*/lessons/*/lesson.*.mdx",
  "week-*/day-*/session-*/exercises/*/{exercise.yaml,brief.*.mdx}",
];

/** One index for each language, made anew when something that it was made from has changed. */
const indexes = new Map<Locale, { stamp: string; index: Promise<SearchIndex> }>();

/** Searches everything that there is to read in one language; the best hits first. */
export async function searchContent(query: string, locale: Locale): Promise<SearchHit[]> {
  const directory = contentDirectory();
  const stamp = await stampOf(directory);
  const known = indexes.get(locale);
  const index = known?.stamp === stamp ? known.index : build(directory, locale);
  if (index !== known?.index) indexes.set(locale, { stamp, index });
  return (await index).search(query);
}

async function build(directory: string, locale: Locale): Promise<SearchIndex> {
  return createSearchIndex(await searchDocuments(directory, locale), await loadSameMeaning(directory));
}

/** How many files there are, and when the last of them was changed. */
async function stampOf(directory: string): Promise<string> {
  const files = await Array.fromAsync(glob(found, { cwd: directory }));
  const times = await Promise.all(files.map(async (file) => (await stat(join(directory, file))).mtimeMs));
  return `${files.length} ${Math.max(...times)}`;
}
