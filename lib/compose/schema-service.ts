import { hasText } from "../i18n/has-text.ts";
import { type Message, message } from "../i18n/message.ts";
import { type Cursor, cursorAt } from "./cursor.ts";
import { parseComposeFile } from "./parse.ts";
import { commonKeys, knownNames, knownValues } from "./schema-values.ts";
import { describedAt, keysAt, resolved, schemasAt, typesOf } from "./schema-walk.ts";
import { type Entry, entriesOf, nodeAt, type Path, type YamlNode } from "./tree.ts";

export type Completion = {
  label: string;
  /** What is put in place of the text from `from` to `to` of the list. */
  insert: string;
  kind: "key" | "value" | "name";
  /** `text`, `number`, `boolean`, `list`, `map`, several joined by ` | `. */
  type?: string;
  description?: Message;
};

type CompletionList = { from: number; to: number; items: Completion[] };

export type Hover = {
  /** Offsets of the key in the text. */
  from: number;
  to: number;
  key: string;
  path: Path;
  type?: string;
  description?: Message;
  /** The values that are possible, if they can be counted. */
  values: string[];
};

/** What can be written at an offset of a Compose file, best first; nothing where nothing is known. */
export function completionsAt(text: string, offset: number): CompletionList | undefined {
  const cursor = cursorAt(text, offset);
  if (!cursor) return undefined;
  const root = parseComposeFile({ path: "", content: text }).documents[0];
  const items = cursor.place === "key" ? keys(root, cursor) : valuesOf(root, cursor);
  const fitting = items.filter(({ label }) => label.toLowerCase().startsWith(cursor.prefix.toLowerCase()));
  return fitting.length > 0 ? { from: cursor.from, to: cursor.to, items: fitting } : undefined;
}

function keys(root: YamlNode | undefined, cursor: Cursor): Completion[] {
  const name = keyName(cursor.path);
  const present = new Set(root ? presentKeys(root, cursor) : []);
  const order = commonKeys[name] ?? [];
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const known = [...keysAt(cursor.path)].filter(([key, schema]) => !present.has(key) && !schema.deprecated);
  const completions = known
    .sort(([one], [other]) => rank(one) - rank(other))
    .map(([key]) => keyCompletion([...cursor.path, key], key, cursor.indent));
  const names =
    cursor.place === "item" ? [] : knownNames(root, name, cursor.path).filter((one) => !present.has(one));
  const asKeys = names.map((one): Completion => ({ label: one, insert: `${one}:`, kind: "name" }));
  return [...asKeys, ...completions];
}

/** The keys that stand beside the one being written, which itself does not count. */
function presentKeys(root: YamlNode, cursor: Cursor): string[] {
  const { node, depth } = nodeAt(root, cursor.path);
  if (depth < cursor.path.length) return [];
  const others = entriesOf(node).filter(
    ({ keySpan }) => keySpan.end < cursor.from || keySpan.start > cursor.to,
  );
  return others.map((entry) => entry.key);
}

function keyCompletion(path: Path, key: string, indent: number): Completion {
  const types = formsOf(path);
  const blanks = " ".repeat(indent + 2);
  const dash = types.has("map") ? "" : "- ";
  const insert =
    !types.has("text") && (types.has("map") || types.has("list")) ? `${key}:\n${blanks}${dash}` : `${key}: `;
  return { label: key, insert, kind: "key", ...typeAndDescription(path) };
}

function valuesOf(root: YamlNode | undefined, cursor: Cursor): Completion[] {
  const listPath = cursor.place === "item" ? cursor.path.slice(0, -1) : cursor.path;
  const name = keyName(listPath);
  const schemas = schemasAt(cursor.path);
  const enumerated = schemas.flatMap((schema) => schema.enum ?? []);
  const values = enumerated.length > 0 ? enumerated : knownValues(name);
  const booleans = values.length === 0 && typesOf(schemas).has("boolean") ? ["true", "false"] : [];
  const names = knownNames(root, name, cursor.path).map(
    (one): Completion => ({ label: one, insert: name === "service-volumes" ? `${one}:` : one, kind: "name" }),
  );
  const choices = [...values, ...booleans].map(
    (value): Completion => ({
      label: value,
      // `no` is a text here, and YAML of old takes it for false.
      insert: value === "no" ? '"no"' : value,
      kind: "value",
      ...valueDescription(name, value),
    }),
  );
  const itemKeys = cursor.place === "item" ? keys(root, cursor) : [];
  return [...names, ...choices, ...itemKeys];
}

/** What a key means, for the key under the offset. */
export function hoverAt(text: string, offset: number): Hover | undefined {
  const root = parseComposeFile({ path: "", content: text }).documents[0];
  const found = root && entryAt(root, offset, []);
  if (!found) return undefined;
  const { entry, path } = found;
  const schemas = schemasAt(path);
  if (schemas.length === 0) return undefined;
  const values = schemas.flatMap((schema) => schema.enum ?? []);
  return {
    from: entry.keySpan.start,
    to: entry.keySpan.end,
    key: entry.key,
    path,
    values: values.length > 0 ? values : knownValues(keyName(path)),
    ...typeAndDescription(path),
  };
}

function entryAt(node: YamlNode, offset: number, path: Path): { entry: Entry; path: Path } | undefined {
  if (node.kind === "scalar" || offset < node.span.start || offset > node.span.end) return undefined;
  if (node.kind === "list") {
    for (const [index, item] of node.items.entries()) {
      const found = entryAt(item, offset, [...path, index]);
      if (found) return found;
    }
    return undefined;
  }
  for (const entry of node.entries.values()) {
    const here = [...path, entry.key];
    if (offset >= entry.keySpan.start && offset <= entry.keySpan.end) return { entry, path: here };
    const found = entryAt(entry.value, offset, here);
    if (found) return found;
  }
  return undefined;
}

function typeAndDescription(path: Path): { type?: string; description?: Message } {
  const types = [...formsOf(path)];
  const description = descriptionOf(path);
  return { ...(types.length > 0 && { type: types.join(" | ") }), ...(description && { description }) };
}

/** The forms in which people write a value; text beside numbers and booleans is there for variables only. */
function formsOf(path: Path): Set<string> {
  const types = typesOf(schemasAt(path));
  types.delete("null");
  if (types.has("number") || types.has("boolean")) types.delete("text");
  return types;
}

/** Our own words for the keys that people meet; the specification's (English) for the others. */
function descriptionOf(path: Path): Message | undefined {
  const code = `compose.about-${keyName(path)}`;
  if (hasText(code)) return message(code);
  const text = describedAt(path)?.description ?? schemasAt(path).map(resolved)[0]?.description;
  return text === undefined ? undefined : message("compose.schema-text", { text });
}

function valueDescription(name: string, value: string): { description?: Message } {
  const code = `compose.value-${name}-${value}`;
  return hasText(code) ? { description: message(code) } : {};
}

/**
 * A place's name without what authors choose: `service-depends_on-condition` for
 * `services.web.depends_on.db.condition`. The top of the file is an empty text.
 */
function keyName(path: Path): string {
  const [section, ...rest] = path;
  if (section === undefined) return "";
  if (rest.length === 0) return String(section);
  const kept = rest.slice(1).filter((step, index) => {
    if (typeof step === "number") return false;
    return keysAt([section, rest[0] ?? "", ...rest.slice(1, index + 1)]).has(step);
  });
  return [String(section).replace(/s$/, ""), ...kept].join("-");
}
