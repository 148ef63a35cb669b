import { type Entry, namesIn, textValue, type YamlMap, type YamlNode } from "./tree.ts";

/** Values that a later file replaces although they are lists. */
const replaced = new Set(["command", "entrypoint", "test"]);
/** Lists of names that may also be written as maps; two ways of writing merge as maps. */
const named = new Set(["depends_on", "networks", "models"]);
/** Lists in which a later item replaces an earlier one with the same place in the container. */
const keyed = new Set(["ports", "volumes", "secrets", "configs", "devices"]);

/**
 * Lays one file over another as Compose does (Compose specification, "Merge"): maps merge, most lists
 * append, the rest is replaced. Neither input changes; nodes keep the place they were written at.
 */
export function mergeMaps(base: YamlMap, over: YamlMap): YamlMap {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const before = base.entries.get(key);
    if (entry.value.tag === "reset") entries.delete(key);
    else entries.set(key, before ? { ...entry, value: mergeNodes(key, before.value, entry.value) } : entry);
  }
  return { kind: "map", span: over.span, entries };
}

function mergeNodes(key: string, base: YamlNode, over: YamlNode): YamlNode {
  if (over.tag === "override" || replaced.has(key)) return over;
  if (over.kind === "scalar" && over.value === null) return base;
  if (named.has(key)) return mergeMaps(asMap(base), asMap(over));
  if (base.kind === "map" && over.kind === "map") return mergeMaps(base, over);
  if (base.kind !== "list" || over.kind !== "list") return over;
  const items = keyed.has(key) ? withoutReplaced(base.items, over.items) : base.items;
  return { kind: "list", span: over.span, items: [...items, ...over.items] };
}

function asMap(node: YamlNode): YamlMap {
  if (node.kind === "map") return node;
  const entries = namesIn(node).map(({ name, span }): [string, Entry] => [
    name,
    { key: name, keySpan: span, value: { kind: "scalar", span, value: null, quoted: false } },
  ]);
  return { kind: "map", span: node.span, entries: new Map(entries) };
}

function withoutReplaced(base: YamlNode[], over: YamlNode[]): YamlNode[] {
  const places = new Set(over.map(placeOf));
  return base.filter((item) => !places.has(placeOf(item)));
}

/** What tells two items of a keyed list apart: the text, or the target of the long form. */
function placeOf(item: YamlNode): string {
  if (item.kind === "map") return textValue(item.entries.get("target")?.value) ?? "";
  const text = textValue(item) ?? "";
  const parts = text.split(":");
  return parts.length > 1 && /^[./~\w]/.test(text) && !/^\d/.test(text) ? (parts[1] ?? text) : text;
}
