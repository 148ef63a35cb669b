import { type Message, message } from "../i18n/message.ts";
import { rangeOf, type Span } from "./source.ts";
import type { Diagnostic, TextEdit } from "./types.ts";

type Params = Message["params"];

export type Fix = { title: Message; edits: TextEdit[] };

/** A finding at a place; `name` is the text's name in the `compose` catalogue. */
export function finding(
  severity: Diagnostic["severity"],
  name: string,
  span: Span,
  params: Params = {},
  fix?: Fix,
): Diagnostic {
  const found: Diagnostic = { severity, message: message(`compose.${name}`, params), range: rangeOf(span) };
  return fix ? { ...found, fix } : found;
}

/** What a reader may apply with one click; `name` is the title's name in the `compose` catalogue. */
export function fixOf(name: string, params: Params, ...edits: TextEdit[]): Fix {
  return { title: message(`compose.${name}`, params), edits };
}
