import { finding } from "../diagnostic.ts";
import { readTemplate } from "../interpolation.ts";
import type { Project } from "../project.ts";
import { type Span, textOf } from "../source.ts";
import { entriesOf, type YamlNode, type YamlScalar } from "../tree.ts";
import type { Diagnostic } from "../types.ts";

/** `${…}` must be readable, and what it needs should be somewhere. */
export function variables(project: Project): Diagnostic[] {
  const known = project.files.get(".env") ?? "";
  const reported = new Set<string>();
  return scalars(project.root).flatMap((node) => {
    const text = String(node.value);
    const template = readTemplate(text);
    if (template.invalid !== undefined) {
      return [finding("error", "bad-variable", placeOf(node, template.invalid), { text: template.invalid })];
    }
    return template.variables.flatMap(({ name, operator, argument }) => {
      if (
        !operator.endsWith("?") ||
        reported.has(name) ||
        new RegExp(`^\\s*(export\\s+)?${name}=`, "m").test(known)
      )
        return [];
      reported.add(name);
      return [
        finding("info", "required-variable", placeOf(node, name), { name, reason: argument || "none" }),
      ];
    });
  });
}

function scalars(node: YamlNode): YamlScalar[] {
  if (node.kind === "map") return entriesOf(node).flatMap((entry) => scalars(entry.value));
  if (node.kind === "list") return node.items.flatMap(scalars);
  return typeof node.value === "string" && node.value.includes("$") ? [node] : [];
}

/** The piece itself where it stands in the file as it stands in the value. */
function placeOf(node: YamlScalar, piece: string): Span {
  const at = textOf(node.span).indexOf(piece);
  if (at === -1) return { ...node.span, end: Math.min(node.span.end, node.span.start + 40) };
  return { ...node.span, start: node.span.start + at, end: node.span.start + at + piece.length };
}
