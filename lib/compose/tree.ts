import type { Span } from "./source.ts";

/**
 * What a YAML file says, without YAML's own devices: aliases are followed, `<<` is merged.
 * Every node keeps where it was written; a node reached through an alias keeps the place of its anchor.
 */
export type YamlNode = YamlMap | YamlList | YamlScalar;

/** Compose's own tags: `!reset` takes a value away, `!override` replaces instead of merging. */
export type MergeTag = "reset" | "override";

export type YamlMap = { kind: "map"; span: Span; entries: Map<string, Entry>; tag?: MergeTag };
export type YamlList = { kind: "list"; span: Span; items: YamlNode[]; tag?: MergeTag };
export type YamlScalar = {
  kind: "scalar";
  span: Span;
  value: string | number | boolean | null;
  /** Written in quotes or as a block, so that YAML cannot take it for a number or a date. */
  quoted: boolean;
  tag?: MergeTag;
};

export type Entry = { key: string; keySpan: Span; value: YamlNode };

export type Path = readonly (string | number)[];

/** The entry of a map, or nothing when the node is no map, lacks the key, or takes it away with `!reset`. */
export function entryOf(node: YamlNode | undefined, key: string): Entry | undefined {
  if (node?.kind !== "map") return undefined;
  const entry = node.entries.get(key);
  return entry?.value.tag === "reset" ? undefined : entry;
}

export function valueAt(node: YamlNode | undefined, ...keys: string[]): YamlNode | undefined {
  let at = node;
  for (const key of keys) at = entryOf(at, key)?.value;
  return at;
}

/** The entries of a map in file order; none for anything else. Extension fields (`x-…`) are left out. */
export function entriesOf(node: YamlNode | undefined): Entry[] {
  if (node?.kind !== "map") return [];
  return [...node.entries.values()].filter(
    (entry) => !entry.key.startsWith("x-") && entry.value.tag !== "reset",
  );
}

export function itemsOf(node: YamlNode | undefined): YamlNode[] {
  return node?.kind === "list" ? node.items : [];
}

/** A scalar's value as text: `8080` and `"8080"` alike. Nothing for null, lists and maps. */
export function textValue(node: YamlNode | undefined): string | undefined {
  if (node?.kind !== "scalar" || node.value === null) return undefined;
  return String(node.value);
}

export function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

/** Keys of a map, or items of a list, or the one scalar: the three ways to name several things. */
export function namesIn(node: YamlNode | undefined): { name: string; span: Span; value?: YamlNode }[] {
  if (node?.kind === "map") {
    return entriesOf(node).map((entry) => ({ name: entry.key, span: entry.keySpan, value: entry.value }));
  }
  const nodes = node?.kind === "scalar" ? [node] : itemsOf(node);
  return nodes.flatMap((item) => {
    const name = textValue(item);
    return name === undefined ? [] : [{ name, span: item.span }];
  });
}

/** The node at a path, and how much of the path exists. */
export function nodeAt(root: YamlNode, path: Path): { node: YamlNode; entry?: Entry; depth: number } {
  let node = root;
  let entry: Entry | undefined;
  let depth = 0;
  for (const step of path) {
    const next = stepInto(node, step);
    if (!next) break;
    node = next.node;
    entry = next.entry ?? entry;
    if (!next.entry) entry = undefined;
    depth++;
  }
  return entry ? { node, entry, depth } : { node, depth };
}

function stepInto(node: YamlNode, step: string | number): { node: YamlNode; entry?: Entry } | undefined {
  if (node.kind === "list") {
    const item = node.items[Number(step)];
    return item && { node: item };
  }
  if (node.kind !== "map") return undefined;
  const entry = node.entries.get(String(step));
  return entry && { node: entry.value, entry };
}
