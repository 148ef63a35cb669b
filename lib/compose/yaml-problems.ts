import type { YAMLParseError } from "yaml";
import { finding, fixOf } from "./diagnostic.ts";
import { positionAt, replaceSpan, type Source, type Span, textOf } from "./source.ts";
import type { Diagnostic } from "./types.ts";

/** Says in plain words what the YAML parser could not read, with a fix where there is one sure repair. */
export function explainYamlError(source: Source, error: YAMLParseError): Diagnostic {
  const span = visible(source, error.pos[0], error.pos[1]);
  const text = error.message;
  switch (error.code) {
    case "TAB_AS_INDENT":
      return tabs(source, span);
    case "BAD_SCALAR_START":
      return badStart(lineRest(span));
    case "BLOCK_AS_IMPLICIT_KEY":
      return colonInValue(source, span);
    case "MULTILINE_IMPLICIT_KEY":
      return missingColon(firstLine(span));
    case "BAD_INDENT":
      return text.includes("end with a") ? missing(source, span, text) : indentation(span);
    case "BAD_DQ_ESCAPE":
      return finding("error", "yaml-bad-escape", span, { escape: textOf(span) });
    case "RESOURCE_EXHAUSTION":
      return finding("error", "yaml-too-deep", firstLine(span));
    case "MISSING_CHAR":
      return missing(source, span, text);
    case "BAD_ALIAS":
      return finding("error", "yaml-bad-alias", firstLine(span));
    default:
      return unexpected(span, text);
  }
}

function unexpected(span: Span, text: string): Diagnostic {
  const before = span.source.text[span.start - 1] ?? "";
  if (/at node end/.test(text) && /["']/.test(before)) {
    return finding("error", "yaml-after-quote", firstLine(span), { quote: before });
  }
  return finding("error", "yaml-syntax", firstLine(span));
}

function missing(source: Source, span: Span, text: string): Diagnostic {
  const quote = /Missing closing (["'])quote/.exec(text)?.[1];
  if (quote) return finding("error", "yaml-unclosed-quote", openingQuote(span, quote), { quote });
  if (text.startsWith("Implicit map keys")) return missingColon(firstLine(span));
  if (text.startsWith("Sequence item without")) return finding("error", "yaml-missing-dash", lineRest(span));
  const bracket = /must end with a ([}\]])|end with a ([}\]])/.exec(text);
  if (bracket) {
    const closing = bracket[1] ?? bracket[2] ?? "";
    return finding("error", "yaml-unclosed-bracket", openingBracket(source, span.start, closing), {
      bracket: closing,
    });
  }
  if (/between flow/.test(text)) return finding("error", "yaml-missing-comma", firstLine(span));
  return finding("error", "yaml-syntax", firstLine(span));
}

function tabs(source: Source, span: Span): Diagnostic {
  const lineStart = source.lineStarts[positionAt(source, span.start).line - 1] ?? 0;
  const indent = /^[ \t]*/.exec(source.text.slice(lineStart))?.[0] ?? "";
  const whole = { source, start: lineStart, end: lineStart + indent.length };
  const edit = replaceSpan(whole, indent.replaceAll("\t", "  "));
  const at = indent.length ? whole : span;
  return finding(
    "error",
    "yaml-tab",
    at,
    {},
    indent.includes("\t") ? fixOf("fix-tabs", {}, edit) : undefined,
  );
}

/** `command: echo: hello`: YAML takes the second colon for another key. */
function colonInValue(source: Source, span: Span): Diagnostic {
  const whole = lineRest(span);
  const value = textOf(whole);
  if (!/:(\s|$)/.test(value)) return indentation(nextLine(span));
  const sure = !/["'#{}[\]]/.test(value);
  return finding(
    "error",
    "yaml-colon-in-value",
    whole,
    { value },
    sure
      ? fixOf("fix-quote", {}, replaceSpan({ ...whole, source }, `"${value.replaceAll("\\", "\\\\")}"`))
      : undefined,
  );
}

function badStart(span: Span): Diagnostic {
  const value = textOf(span);
  const sure = !/["'#{}[\],]/.test(value);
  return finding(
    "error",
    "yaml-bad-start",
    span,
    { character: value[0] ?? "" },
    sure ? fixOf("fix-quote", {}, replaceSpan(span, `"${value.replaceAll("\\", "\\\\")}"`)) : undefined,
  );
}

function missingColon(span: Span): Diagnostic {
  const text = textOf(span);
  const glued = /^([A-Za-z_][\w.-]*):(?=\S)/.exec(text);
  if (glued) {
    const after = { ...span, start: span.start + glued[0].length, end: span.start + glued[0].length };
    return finding(
      "error",
      "yaml-missing-space",
      span,
      { key: glued[1] ?? "" },
      fixOf("fix-space", {}, replaceSpan(after, " ")),
    );
  }
  const word = /^[A-Za-z_][\w.-]*$/.test(text);
  const end = { ...span, start: span.end };
  return finding(
    "error",
    "yaml-missing-colon",
    span,
    { text: shorten(text) },
    word ? fixOf("fix-colon", {}, replaceSpan(end, ":")) : undefined,
  );
}

function indentation(span: Span): Diagnostic {
  return finding("error", "yaml-indentation", lineRest(span));
}

/** The opening quote: the place where the reader has to look, not the end of the file. */
function openingQuote(span: Span, quote: string): Span {
  const { source } = span;
  const before = source.text.lastIndexOf(quote, span.end);
  let at = span.start;
  if (textOf(span)[0] !== quote && before !== -1) at = before;
  return { source, start: at, end: at + 1 };
}

/** The bracket that was never closed, looking backwards from where the parser gave up. */
function openingBracket(source: Source, before: number, closing: string): Span {
  const opening = closing === "]" ? "[" : "{";
  let depth = 0;
  for (let at = before - 1; at >= 0; at--) {
    if (source.text[at] === closing) depth++;
    if (source.text[at] !== opening) continue;
    if (depth === 0) return { source, start: at, end: at + 1 };
    depth--;
  }
  return { source, start: before, end: before + 1 };
}

/** An error's place, moved onto a character that can be underlined. */
function visible(source: Source, start: number, end: number): Span {
  let from = Math.min(start, source.text.length);
  while (from < source.text.length && /[ \t]/.test(source.text[from] ?? "")) from++;
  if (from >= source.text.length || source.text[from] === "\n" || source.text[from] === "\r") {
    from = Math.max(0, source.text.slice(0, from).trimEnd().length - 1);
  }
  return { source, start: from, end: Math.max(Math.min(end, source.text.length), from + 1) };
}

function firstLine(span: Span): Span {
  const text = textOf(span);
  const line = text.split(/\r?\n/, 1)[0]?.trimEnd() ?? "";
  return line.length > 1 ? { ...span, end: span.start + line.length } : lineRest(span);
}

/** From the place to the end of its line. */
function lineRest(span: Span): Span {
  const rest = /^[^\r\n]*/.exec(span.source.text.slice(span.start))?.[0].trimEnd() ?? "";
  return { ...span, end: span.start + Math.max(1, rest.length) };
}

function nextLine(span: Span): Span {
  const { source } = span;
  const lineEnd = source.text.indexOf("\n", span.start);
  if (lineEnd === -1) return span;
  const start = lineEnd + 1 + (/^\s*/.exec(source.text.slice(lineEnd + 1))?.[0].length ?? 0);
  return { source, start, end: start + 1 };
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
