import { createSource, positionAt } from "./source.ts";
import type { Path } from "./tree.ts";

/** What is being written at a place of a file that may be half typed. */
export type Cursor = {
  /** The map or list in which the word stands: `["services", "web"]`, or `["services", "web", "ports", 0]`. */
  path: Path;
  /** A key of that map, a value of the path, or an item of a list that is the path. */
  place: "key" | "value" | "item";
  /** The word before the cursor, and where it begins and ends (offsets). */
  prefix: string;
  from: number;
  to: number;
  /** Blanks before the line's first key, for what is inserted below it. */
  indent: number;
};

type Line = { indent: number; dashes: number[]; key?: string; rest: string };

/**
 * Reads the place from the indentation of the lines above, as a person does: the file need not be valid YAML.
 * Nothing within comments.
 */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const source = createSource("", text);
  const { line } = positionAt(source, offset);
  const start = source.lineStarts[line - 1] ?? 0;
  const before = text.slice(start, offset);
  if (before.includes("\t") || /(^|\s)#/.test(before)) return undefined;
  const end = offset + (/^[\w.-]*/.exec(text.slice(offset))?.[0].length ?? 0);
  const own = readLine(before);
  const parents = pathAbove(text.slice(0, start).split("\n").slice(0, -1), own);
  const base = { indent: own.indent, to: end };
  if (own.key === undefined) return unfinished(own, parents, offset, base);
  return inValue([...parents, own.key], own.rest, offset, base);
}

type Base = { indent: number; to: number };

/** A word without a colon: a key, or an item when a dash stands before it. */
function unfinished(own: Line, path: Path, offset: number, base: Base): Cursor | undefined {
  if (!/^["']?[\w.$:/-]*$/.test(own.rest)) return undefined;
  const prefix = own.rest.replace(/^["']/, "");
  const place = own.dashes.length > 0 ? "item" : "key";
  return { ...base, path, place, prefix, from: offset - prefix.length };
}

function inValue(path: Path, rest: string, offset: number, base: Base): Cursor | undefined {
  const value = rest.trimStart();
  const from = (prefix: string) => ({ prefix, from: offset - prefix.length });
  if (value.startsWith("[")) {
    const item = /[[,]\s*["']?([^,[\]"']*)$/.exec(value)?.[1];
    return item === undefined ? undefined : { ...base, path: [...path, 0], place: "item", ...from(item) };
  }
  if (value.startsWith("{")) return inFlowMap(path, value, offset, base);
  const quoteless = value.replace(/^["']/, "");
  if (rest === "" || /["'[\]{}]/.test(quoteless)) return undefined;
  return { ...base, path, place: "value", ...from(quoteless) };
}

/** `{ db: { condition: serv`: braces that are open on the cursor's own line. */
function inFlowMap(path: Path, value: string, offset: number, base: Base): Cursor | undefined {
  const inside = /[{,]\s*(?:([\w.-]+)\s*:\s+)?["']?([^,{}"':]*)$/.exec(value);
  if (!inside) return undefined;
  const open: string[] = [];
  for (const brace of value.matchAll(/(?:([\w.-]+)\s*:\s*)?\{|\}/g)) {
    if (brace[0] === "}") open.pop();
    else open.push(brace[1] ?? "");
  }
  const outer = [...path, ...open.slice(1)];
  const prefix = inside[2] ?? "";
  const key = inside[1];
  const at = { ...base, prefix, from: offset - prefix.length };
  return key === undefined
    ? { ...at, path: outer, place: "key" }
    : { ...at, path: [...outer, key], place: "value" };
}

function readLine(text: string): Line {
  let rest = text;
  let indent = /^ */.exec(rest)?.[0].length ?? 0;
  rest = rest.slice(indent);
  const dashes: number[] = [];
  for (let dash = /^-(\s+|$)/.exec(rest); dash; dash = /^-(\s+|$)/.exec(rest)) {
    dashes.push(indent);
    indent += dash[0].length;
    rest = rest.slice(dash[0].length);
  }
  const key = /^(?:"([^"]*)"|'([^']*)'|([\w.$<-][^:#]*?))\s*:(?=\s|$)/.exec(rest);
  if (!key) return { indent, dashes, rest };
  return { indent, dashes, key: key[1] ?? key[2] ?? key[3] ?? "", rest: rest.slice(key[0].length) };
}

/** The keys and list items that hold a line, outermost first. Which item of a list it is does not matter. */
function pathAbove(lines: string[], own: Line): Path {
  const path: (string | number)[] = own.dashes.length > 0 ? [0] : [];
  // A list may stand in the column of its key.
  let limit = own.dashes[0] === undefined ? own.indent : own.dashes[0] + 1;
  for (const text of lines.reverse()) {
    if (limit === 0) break;
    if (/^\s*(#|$)/.test(text)) continue;
    const line = readLine(text);
    const dash = line.dashes[0];
    if (dash === limit - 1 && path[0] === 0) continue;
    if (line.key !== undefined && line.indent < limit) {
      path.unshift(line.key);
      limit = line.indent;
    }
    if (dash !== undefined && dash < limit) {
      path.unshift(0);
      limit = dash + 1;
    }
  }
  return path;
}
