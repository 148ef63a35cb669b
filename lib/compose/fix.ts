import type { TextEdit } from "./types.ts";

/** The text after the edits; they must not overlap, and their order does not matter. */
export function applyEdits(content: string, edits: readonly TextEdit[]): string {
  const fromTheEnd = [...edits].sort((one, other) => other.start - one.start);
  return fromTheEnd.reduce(
    (text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end),
    content,
  );
}
