import type { Project, Section } from "./project.ts";
import { textOf } from "./source.ts";
import type { TextEdit } from "./types.ts";

/**
 * The edit that defines a name in a top-level section: under the section when it is there, else in a new one at
 * the end of the file. Nothing where the section is written in one line.
 */
export function defineIn(project: Project, section: Section, name: string): TextEdit | undefined {
  const source = project.parsed[0]?.source;
  if (!source) return undefined;
  const entry = project.root.entries.get(section);
  if (!entry) {
    const gap = source.text.endsWith("\n") ? "\n" : "\n\n";
    return {
      file: source.file,
      start: source.text.length,
      end: source.text.length,
      text: `${gap}${section}:\n  ${name}:\n`,
    };
  }
  if (entry.keySpan.source !== source || entry.value.kind !== "map") return undefined;
  const first = [...entry.value.entries.values()][0];
  if (!first || textOf(entry.value.span).startsWith("{")) return undefined;
  const lineStart = source.text.lastIndexOf("\n", first.keySpan.start - 1) + 1;
  const indent = source.text.slice(lineStart, first.keySpan.start);
  if (indent.trim() !== "") return undefined;
  return { file: source.file, start: lineStart, end: lineStart, text: `${indent}${name}:\n` };
}
