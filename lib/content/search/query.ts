import { pairs, type Word, wordsOf } from "./words.ts";

/** Words that say how one asks and not what for. */
const fillers = new Set([
  ...[
    "a",
    "an",
    "and",
    "are",
    "be",
    "by",
    "can",
    "do",
    "does",
    "for",
    "from",
    "how",
    "i",
    "if",
    "in",
    "is",
    "it",
  ],
  ...[
    "me",
    "my",
    "of",
    "on",
    "or",
    "so",
    "that",
    "the",
    "then",
    "there",
    "this",
    "to",
    "what",
    "when",
    "where",
  ],
  ...["which", "why", "will", "with", "you"],
  ...[
    "왜",
    "뭐",
    "무엇",
    "어떻게",
    "어떤",
    "어디",
    "하는",
    "하나요",
    "인가요",
    "있나요",
    "방법",
    "그리고",
    "때",
    "것",
  ],
  ...["수", "등", "및", "좀", "안", "못", "때문", "싶다", "알려", "주세요"],
]);

/** A word that was asked for, and other ways to say the same, each of one or more words. */
export type Wanted = { word: Word; synonyms: Word[][] };

/**
 * What a query asks for; fillers count only when there is nothing else. `sameMeaning` holds groups of phrases that
 * mean the same, such as the two languages of a glossary term; two words written as one (`health check`) mean the
 * same as well.
 */
export function wantedBy(query: string, sameMeaning: string[][]): Wanted[] {
  const all = wordsOf(query.slice(0, 200));
  const meant = all.filter(({ text }) => !fillers.has(text));
  const wanted: Wanted[] = (meant.length > 0 ? meant : all).map((word) => ({ word, synonyms: [] }));
  for (const group of sameMeaning.map((phrases) => phrases.map(wordsOf))) {
    for (const [index, phrase] of group.entries()) {
      const others = group.filter((other, place) => place !== index && other.length > 0);
      for (const entry of saying(phrase, wanted)) entry.synonyms.push(...others);
    }
  }
  for (const [index, entry] of wanted.entries()) {
    const next = wanted[index + 1];
    if (!next || entry.word.korean || next.word.korean) continue;
    const joined = wordsOf(entry.word.text + next.word.text);
    entry.synonyms.push(joined);
    next.synonyms.push(joined);
  }
  return wanted;
}

/** What the index is asked for one word. */
export function tokensOf({ korean, text, stems }: Word): string[] {
  if (!korean) return stems;
  const [stem = text] = stems;
  return [...new Set([stem, ...pairs(stem)])];
}

/** The words of a query that together say a phrase. */
function saying(phrase: Word[], wanted: Wanted[]): Wanted[] {
  const key = keyOf(phrase);
  if (key === "") return [];
  for (let start = 0; start < wanted.length; start++) {
    for (let end = start + 1; end <= Math.min(wanted.length, start + 4); end++) {
      const run = wanted.slice(start, end);
      const said = keyOf(run.map(({ word }) => word));
      if (said === key || (run.length === 1 && run[0]?.word.korean && key.length > 1 && said.includes(key)))
        return run;
    }
  }
  return [];
}

/** Spaces left out, since Korean writers put them differently. */
function keyOf(words: Word[]): string {
  return words.map(({ korean, text, stems }) => (korean ? stems[0] : (stems[0] ?? text))).join("");
}
