import { stemmer } from "stemmer";
import { isParticle, koreanStem } from "./korean.ts";

/** A word of a text; `start` and `end` are places in that text. */
export type Word = {
  text: string;
  start: number;
  end: number;
  korean: boolean;
  /** What the word has in common with its other forms. A compound such as `depends_on` has itself and its parts. */
  stems: string[];
};

const runs = /\p{Script=Hangul}+|(?:(?!\p{Script=Hangul})[\p{L}\p{N}_.$-])+/gu;
const joints = /[_.$-]+/;

/** The words of a text in their order, in small letters. A particle behind a name (`compose.yaml을`) is none. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const { 0: run, index } of text.matchAll(runs)) {
    const behindName = words.at(-1)?.end === index && words.at(-1)?.korean === false;
    const word = isHangul(run) ? koreanWord(run, index) : otherWord(run, index);
    if (word && !(word.korean && behindName && isParticle(word.text))) words.push(word);
  }
  return words;
}

/**
 * What a text is found by. Korean words are cut into pairs of syllables, so that a word is found inside another
 * (`서비스` in `마이크로서비스`) and however it is spaced (`헬스 체크`); others also joined with the word before
 * (`health check` is found by `healthcheck`).
 */
export function indexTokens(text: string): string[] {
  const words = wordsOf(text);
  return words.flatMap((word, index) => {
    if (word.korean) return [...new Set([...word.stems, ...pairs(word.text)])];
    const before = words[index - 1];
    const joined = before && !before.korean && !/\d/.test(before.text + word.text);
    return joined ? [...word.stems, stemmer(before.text + word.text)] : word.stems;
  });
}

/** Two neighbouring syllables at a time; a single one as it is. */
export function pairs(text: string): string[] {
  if (text.length < 2) return [text];
  return Array.from({ length: text.length - 1 }, (_, index) => text.slice(index, index + 2));
}

function isHangul(run: string): boolean {
  return /^\p{Script=Hangul}/u.test(run);
}

function koreanWord(text: string, start: number): Word {
  return { text, start, end: start + text.length, korean: true, stems: [koreanStem(text)] };
}

function otherWord(run: string, index: number): Word | undefined {
  const lead = /^[_.$-]*/.exec(run)?.[0].length ?? 0;
  const text = run
    .slice(lead)
    .replace(/[_.$-]+$/, "")
    .toLowerCase();
  if (text === "") return undefined;
  const start = index + lead;
  const parts = text.split(joints).map(stemmer);
  const stems = parts.length > 1 ? [text, ...parts] : parts;
  return { text, start, end: start + text.length, korean: false, stems: [...new Set(stems)] };
}
