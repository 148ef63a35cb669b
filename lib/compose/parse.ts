import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { finding, fixOf } from "./diagnostic.ts";
import { createSource, lineOf, replaceSpan, type Source, type Span } from "./source.ts";
import type { Entry, MergeTag, YamlMap, YamlNode } from "./tree.ts";
import type { Diagnostic, WorkspaceFile } from "./types.ts";
import { explainYamlError } from "./yaml-problems.ts";

/** A file read as YAML. `problems` are what keeps it from being YAML; the documents are what could be read. */
export type ParsedCompose = { source: Source; documents: YamlNode[]; problems: Diagnostic[] };

const maxCharacters = 1024 * 1024;
/** What a file may grow to when its aliases are followed; real files stay under a few thousand. */
const maxExpandedNodes = 50_000;

/** Reads a Compose file as YAML 1.2 as Compose itself does. Never throws, whatever the text. */
export function parseComposeFile(file: WorkspaceFile): ParsedCompose {
  const text = file.content.startsWith("\ufeff") ? ` ${file.content.slice(1)}` : file.content;
  const source = createSource(file.path, text);
  const start = { source, start: 0, end: Math.min(1, text.length) };
  if (text.length > maxCharacters) {
    return { source, documents: [], problems: [finding("error", "file-too-large", start)] };
  }
  const documents = isTooDeep(text) ? undefined : readDocuments(text);
  if (!documents) return { source, documents: [], problems: [finding("error", "yaml-too-deep", start)] };
  const reader = new TreeReader(source);
  const roots: YamlNode[] = [];
  for (const document of documents) {
    reader.syntax(document);
    const root = document.contents && reader.document(document.contents);
    if (root) roots.push(root);
  }
  if (reader.expanded > maxExpandedNodes) {
    return { source, documents: [], problems: [finding("error", "yaml-alias-bomb", start)] };
  }
  return { source, documents: roots, problems: reader.problems };
}

/** A cheap look before the parser's expensive one: it recurses, and its time grows with the depth. */
function isTooDeep(text: string): boolean {
  if (/(?:[-?:] +){200}/.test(text)) return true;
  let depth = 0;
  for (const character of text) {
    if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth = Math.max(0, depth - 1);
    if (depth > 500) return true;
  }
  return false;
}

function readDocuments(text: string): Document.Parsed[] | undefined {
  try {
    const parsed = parseAllDocuments(text, {
      version: "1.2",
      strict: true,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
      customTags: ["!reset", "!override"].flatMap((tag) => [
        { tag, resolve: (value: string) => value },
        { tag, collection: "map" as const, resolve: (map: unknown) => map },
        { tag, collection: "seq" as const, resolve: (list: unknown) => list },
      ]),
    });
    return Array.isArray(parsed) ? [...parsed] : [];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Turns the parser's nodes into the tree, once for every anchor, so that aliases cost nothing. */
class TreeReader {
  readonly problems: Diagnostic[] = [];
  expanded = 0;
  readonly #source: Source;
  #anchors = new Map<string, YamlNode>();
  readonly #open = new Set<string>();
  readonly #sizes = new WeakMap<YamlNode, number>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** The first error of a document only: what follows it is mostly its echo. */
  syntax(document: Document.Parsed): void {
    const first = document.errors[0];
    if (first) this.problems.push(explainYamlError(this.#source, first));
  }

  document(contents: Node): YamlNode {
    this.#anchors = new Map();
    const root = this.#node(contents, this.#spanOf(contents));
    this.expanded += this.#sizes.get(root) ?? 1;
    return root;
  }

  #node(node: Node | null, fallback: Span): YamlNode {
    if (isAlias(node)) return this.#alias(node.source, this.#spanOf(node));
    const anchor = node && "anchor" in node ? node.anchor : undefined;
    if (anchor) this.#open.add(anchor);
    const tree = this.#fresh(node, fallback);
    if (anchor) {
      this.#open.delete(anchor);
      this.#anchors.set(anchor, tree);
    }
    return tree;
  }

  #fresh(node: Node | null, fallback: Span): YamlNode {
    const tag = tagOf(node);
    if (isMap(node)) {
      const map: YamlMap = { kind: "map", span: this.#spanOf(node), entries: new Map() };
      if (tag) map.tag = tag;
      this.#fill(map, node);
      return this.#sized(
        map,
        [...map.entries.values()].map((entry) => entry.value),
      );
    }
    if (isSeq(node)) {
      const span = this.#spanOf(node);
      const items = node.items.map((item) => this.#node(asNode(item), { ...span, end: span.start + 1 }));
      return this.#sized({ kind: "list", span, items, ...(tag && { tag }) }, items);
    }
    if (isScalar(node)) {
      const span = node.range && node.range[1] > node.range[0] ? this.#spanOf(node) : fallback;
      return { kind: "scalar", span, value: scalarValue(node), quoted: isQuoted(node), ...(tag && { tag }) };
    }
    return { kind: "scalar", span: fallback, value: null, quoted: false };
  }

  #fill(map: YamlMap, node: YAMLMap): void {
    for (const pair of node.items) {
      const key = this.#key(pair);
      if (!key) continue;
      const value = this.#node(asNode(pair.value), key.span);
      if (key.text === "<<" && !key.quoted) this.#merge(map, value, key.span);
      else this.#add(map, { key: key.text, keySpan: key.span, value });
    }
  }

  #key(pair: Pair): { text: string; span: Span; quoted: boolean } | undefined {
    if (!isScalar(pair.key)) return undefined;
    const span = this.#spanOf(pair.key);
    const quoted = isQuoted(pair.key);
    if (typeof pair.key.value === "string") return { text: pair.key.value, span, quoted };
    const text = this.#source.text.slice(span.start, span.end);
    if (pair.key.value !== null) {
      const fix = fixOf("fix-quote", {}, replaceSpan(span, `"${text}"`));
      this.problems.push(finding("error", "key-not-text", span, { key: text }, fix));
    }
    return { text, span, quoted };
  }

  #add(map: YamlMap, entry: Entry): void {
    const before = map.entries.get(entry.key);
    const merged = before && !isWithin(before.keySpan, map.span);
    if (before && !merged) {
      this.problems.push(
        finding("error", "duplicate-key", entry.keySpan, { key: entry.key, line: lineOf(before.keySpan) }),
      );
    }
    map.entries.set(entry.key, entry);
  }

  /** `<<`: the map's own keys win, then those of the first map merged. */
  #merge(map: YamlMap, value: YamlNode, span: Span): void {
    const maps = value.kind === "list" ? value.items : [value];
    for (const merged of maps) {
      if (merged.kind !== "map") {
        this.problems.push(finding("error", "merge-not-map", span));
        continue;
      }
      for (const [key, entry] of merged.entries) {
        if (!map.entries.has(key)) map.entries.set(key, entry);
      }
    }
  }

  #alias(name: string, span: Span): YamlNode {
    const isOpen = this.#open.has(name);
    const target = isOpen ? undefined : this.#anchors.get(name);
    if (target) return target;
    this.problems.push(finding("error", isOpen ? "yaml-self-alias" : "yaml-unknown-anchor", span, { name }));
    return { kind: "scalar", span, value: null, quoted: false };
  }

  #sized<Tree extends YamlNode>(tree: Tree, children: YamlNode[]): Tree {
    this.#sizes.set(
      tree,
      children.reduce((sum, child) => sum + (this.#sizes.get(child) ?? 1), 1),
    );
    return tree;
  }

  #spanOf(node: Node): Span {
    const [start, end] = node.range ?? [0, 0];
    return { source: this.#source, start, end: Math.max(start, end) };
  }
}

function asNode(value: unknown): Node | null {
  return isAlias(value) || isMap(value) || isSeq(value) || isScalar(value) ? value : null;
}

function isWithin(inner: Span, outer: Span): boolean {
  return inner.source === outer.source && inner.start >= outer.start && inner.end <= outer.end;
}

function tagOf(node: Node | null): MergeTag | undefined {
  const tag = node && "tag" in node ? node.tag : undefined;
  return tag === "!reset" ? "reset" : tag === "!override" ? "override" : undefined;
}

function isQuoted(node: Scalar): boolean {
  return node.type !== undefined && node.type !== "PLAIN";
}

function scalarValue(node: Scalar): string | number | boolean | null {
  const { value } = node;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}
