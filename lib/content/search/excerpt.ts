import { type Word, wordsOf } from "./words.ts";

/** A piece of an excerpt; `hit` is what was asked for. */
export type Piece = { text: string; hit: boolean };

const longest = 170;
const lead = 45;

/**
 * The place where most of what was asked for stands together, about two lines long, hits marked: in the first of
 * the texts that has any of it.
 */
export function excerptOf(texts: [string, ...string[]], wanted: Word[]): Piece[] {
  const plain = texts.map((text) => text.replaceAll(/\s+/g, " ").trim());
  const text = plain.find((candidate) => hitsIn(candidate, wanted).length > 0) ?? plain[0] ?? "";
  const hits = hitsIn(text, wanted);
  const start = windowStart(text, hits);
  const end = wordEnd(text, start + longest);
  return [
    ...(start > 0 ? [{ text: "… ", hit: false }] : []),
    ...marked(text, hits, start, end),
    ...(end < text.length ? [{ text: " …", hit: false }] : []),
  ];
}

/** The whole text, hits marked. */
export function markHits(text: string, wanted: Word[]): Piece[] {
  return marked(text, hitsIn(text, wanted), 0, text.length);
}

type Range = { start: number; end: number };

/** Of a Korean word only the parts that were asked for, of others the whole word. */
function hitsIn(text: string, wanted: Word[]): Range[] {
  const korean = wanted.filter((word) => word.korean).map(({ stems }) => stems[0] ?? "");
  const others = new Set(wanted.filter((word) => !word.korean).flatMap(({ stems }) => stems));
  const inside = korean.length > 0 ? new RegExp(longestFirst(korean).join("|"), "gu") : undefined;
  return wordsOf(text).flatMap((word) => {
    if (!word.korean) return word.stems.some((stem) => others.has(stem)) ? [word] : [];
    const found = inside ? [...word.text.matchAll(inside)] : [];
    return found.map(({ 0: part, index }) => ({
      start: word.start + index,
      end: word.start + index + part.length,
    }));
  });
}

function longestFirst(parts: string[]): string[] {
  return [...new Set(parts)].sort((one, other) => other.length - one.length);
}

function windowStart(text: string, hits: Range[]): number {
  if (text.length <= longest) return 0;
  const within = (from: number) =>
    hits.filter(({ start, end }) => start >= from && end <= from + longest).length;
  const starts = hits.map(({ start }) => Math.max(0, start - lead));
  const best = starts.reduce((one, other) => (within(other) > within(one) ? other : one), starts[0] ?? 0);
  const space = text.indexOf(" ", best);
  return best === 0 || space < 0 || space > best + lead ? best : space + 1;
}

function wordEnd(text: string, place: number): number {
  if (place >= text.length) return text.length;
  const space = text.lastIndexOf(" ", place);
  return space > place - lead ? space : place;
}

function marked(text: string, hits: Range[], from: number, to: number): Piece[] {
  const pieces: Piece[] = [];
  let place = from;
  for (const { start, end } of hits.filter((hit) => hit.start >= from && hit.end <= to)) {
    if (start > place) pieces.push({ text: text.slice(place, start), hit: false });
    pieces.push({ text: text.slice(start, end), hit: true });
    place = end;
  }
  if (place < to) pieces.push({ text: text.slice(place, to), hit: false });
  return pieces;
}
