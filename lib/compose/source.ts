import type { SourceRange, TextEdit } from "./types.ts";

/** A file's text and where its lines begin, so that an offset becomes a line and a column. */
export type Source = { file: string; text: string; lineStarts: number[] };

/** A stretch of a file: UTF-16 offsets, `end` exclusive. */
export type Span = { source: Source; start: number; end: number };

export function createSource(file: string, text: string): Source {
  const lineStarts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  return { file, text, lineStarts };
}

/** Line and column of an offset, both from 1. */
export function positionAt(source: Source, offset: number): { line: number; column: number } {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (source.lineStarts[low] ?? 0) + 1 };
}

export function rangeOf(span: Span): SourceRange {
  return {
    file: span.source.file,
    start: positionAt(span.source, span.start),
    end: positionAt(span.source, span.end),
  };
}

export function lineOf(span: Span): number {
  return positionAt(span.source, span.start).line;
}

export function textOf(span: Span): string {
  return span.source.text.slice(span.start, span.end);
}

export function replaceSpan(span: Span, text: string): TextEdit {
  return { file: span.source.file, start: span.start, end: span.end, text };
}

/** Deletes the whole lines that a span touches, with their line ends. */
export function deleteLines(span: Span): TextEdit {
  const { text } = span.source;
  const start = text.lastIndexOf("\n", span.start - 1) + 1;
  const lineEnd = text.indexOf("\n", Math.max(span.start, span.end - 1));
  return { file: span.source.file, start, end: lineEnd === -1 ? text.length : lineEnd + 1, text: "" };
}
