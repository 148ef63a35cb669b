import type { SearchDocument } from "./documents.ts";
import type { Wanted } from "./query.ts";
import { pairs, type Word, wordsOf } from "./words.ts";

/** What a document says, made for comparing. */
export type Contents = {
  /** All Korean words, without the spaces between them, since writers put them differently. */
  korean: string;
  stems: Set<string>;
  title: string;
};

export function contentsOf({ title, context, text, code }: SearchDocument): Contents {
  const words = wordsOf(`${title} ${context} ${text} ${code}`);
  return {
    korean: words.map((word) => (word.korean ? word.text : " ")).join(""),
    stems: new Set(words.flatMap(({ stems }) => stems)),
    title: keyOf(wordsOf(title)),
  };
}

/**
 * From 0 to 1: how much of what was asked for a document has. `matched` are the words that the index found, also
 * where one letter differs.
 */
export function coverageOf(wanted: Wanted[], contents: Contents, matched: Set<string>): number {
  const shares = wanted.map(({ word, synonyms }) => {
    const near = !word.korean && word.stems.some((stem) => matched.has(stem)) ? 0.8 : 0;
    const translated = synonyms.map(
      (phrase) => 0.9 * Math.min(...phrase.map((other) => shareOf(other, contents))),
    );
    return Math.max(shareOf(word, contents), near, ...translated);
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** Whether a document is headed by just what was asked for. */
export function isHeadedBy(wanted: Wanted[], { title }: Contents): boolean {
  return title === keyOf(wanted.map(({ word }) => word));
}

function shareOf({ korean, text, stems }: Word, contents: Contents): number {
  const [stem = text] = stems;
  if (!korean) return contents.stems.has(stem) ? 1 : 0;
  if (contents.korean.includes(stem)) return 1;
  const parts = pairs(stem);
  return (0.6 * parts.filter((part) => contents.korean.includes(part)).length) / parts.length;
}

function keyOf(words: Word[]): string {
  return words.map(({ text, stems }) => stems[0] ?? text).join("");
}
