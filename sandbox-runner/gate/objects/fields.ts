import type { Json } from "./gate-sandbox.ts";
import { refuse, type SentenceName } from "./refusal.ts";

/** Reads one JSON value; throws a refusal that names the field when it is not what it must be. */
export type Reader<T> = (value: unknown, field: string) => T;

type Taken<T> = { kind: "copied" | "rewritten"; read: Reader<T> };
type Refused = { kind: "refused"; sentence: SentenceName };

/**
 * All fields of an object that the engine knows. `copied` ones go to the engine as they were read,
 * `rewritten` ones change on the way, `refused` ones must be absent or the engine's zero value.
 * A field that is not listed is treated as a refused one.
 */
export type FieldTable = Record<string, Taken<unknown> | Refused>;

/** What `readFields` gives: only what was present and not null. */
export type Parsed<Table extends FieldTable> = {
  [Name in keyof Table as Table[Name] extends Taken<unknown> ? Name : never]?: Table[Name] extends Taken<
    infer T
  >
    ? T
    : never;
};

export function copied<T>(read: Reader<T>): Taken<T> {
  return { kind: "copied", read };
}

export function rewritten<T>(read: Reader<T>): Taken<T> {
  return { kind: "rewritten", read };
}

export function refused(sentence: SentenceName): Refused {
  return { kind: "refused", sentence };
}

/** Reads an object by its table; throws at the first field that the table does not take. */
export function readFields<Table extends FieldTable>(value: unknown, table: Table, path = ""): Parsed<Table> {
  const source = object(value, path || "body");
  const parsed: Json = {};
  for (const [name, item] of Object.entries(source)) {
    const field = path ? `${path}.${name}` : name;
    const rule = Object.hasOwn(table, name) ? table[name] : undefined;
    if (rule === undefined || rule.kind === "refused") {
      if (!isZero(item)) throw refuse(rule?.sentence ?? "field-unknown", { field });
      continue;
    }
    if (item !== null) parsed[name] = rule.read(item, field);
  }
  return parsed as Parsed<Table>; // each value was read by its own rule of the same table
}

/** The values that mean "not given" to the engine. */
export function isZero(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** A table as a list for people and tests: field to what becomes of it. */
export function describeFields(table: FieldTable): Record<string, "copied" | "rewritten" | "refused"> {
  return Object.fromEntries(Object.entries(table).map(([name, rule]) => [name, rule.kind]));
}

export function object(value: unknown, field: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(field, "an object");
  return value as Json; // a parsed JSON object has string keys
}

export const flag: Reader<boolean> = (value, field) => {
  if (typeof value !== "boolean") throw wrong(field, "true or false");
  return value;
};

export function text(longest = 4096): Reader<string> {
  return (value, field) => {
    if (typeof value !== "string") throw wrong(field, "a string");
    if (value.length > longest) throw refuse("too-long", { field, longest }, 400);
    if (value.includes("\0")) throw wrong(field, "free of null characters");
    return value;
  };
}

/** A text of a given shape; `sentence` says what the lab does not allow otherwise. */
export function matching(pattern: RegExp, sentence: SentenceName, longest = 255): Reader<string> {
  const read = text(longest);
  return (value, field) => {
    const found = read(value, field);
    if (found !== "" && !pattern.test(found)) throw refuse(sentence, { field, value: found });
    return found;
  };
}

export const integer: Reader<number> = (value, field) => {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw wrong(field, "a whole number");
  return value;
};

/** Whole numbers from `least` to `most`, both included. */
export function between(least: number, most: number): Reader<number> {
  return (value, field) => {
    const number = integer(value, field);
    if (number < least || number > most) throw refuse("out-of-range", { field, least, most, value: number });
    return number;
  };
}

export function list<T>(read: Reader<T>, most = 256): Reader<T[]> {
  return (value, field) => {
    if (!Array.isArray(value)) throw wrong(field, "a list");
    if (value.length > most) throw refuse("too-many", { field, most }, 400);
    return value.map((item, index) => read(item, `${field}[${index}]`));
  };
}

export function map<T>(read: Reader<T>, most = 256): Reader<Record<string, T>> {
  return (value, field) => {
    const source = object(value, field);
    if (Object.keys(source).length > most) throw refuse("too-many", { field, most }, 400);
    return Object.fromEntries(
      Object.entries(source).map(([key, item]) => [key, read(item, `${field}.${key.slice(0, 128)}`)]),
    );
  };
}

/** A command: a list of strings, or one string that stands for a list of one, as the engine reads it. */
export const command: Reader<string[]> = (value, field) => {
  if (typeof value === "string") return [text(65_536)(value, field)];
  return list(text(65_536), 1024)(value, field);
};

/** Keys of a set that Go writes as `{"80/tcp": {}}`. */
export const keySet: Reader<string[]> = (value, field) => {
  const source = object(value, field);
  for (const item of Object.values(source)) if (!isZero(item)) throw wrong(field, "a map of empty objects");
  return Object.keys(source);
};

export function nested<Table extends FieldTable>(table: Table): Reader<Parsed<Table>> {
  return (value, field) => readFields(value, table, field);
}

const longestLabels = 32_768;

/**
 * The student's labels; those of the lab cannot be written. They are in every list and every event, which others wait
 * for: so there is a bound on all of them together.
 */
export const labels: Reader<Record<string, string>> = (value, field) => {
  const read = map(text(longestLabels), 256)(value, field);
  if (JSON.stringify(read).length > longestLabels)
    throw refuse("too-long", { field, longest: longestLabels }, 400);
  for (const name of Object.keys(read)) {
    if (isReservedLabel(name)) throw refuse("label-reserved", { label: name });
  }
  return read;
};

export function isReservedLabel(name: string): boolean {
  return name.trim().toLowerCase().startsWith("composelab");
}

function wrong(field: string, expected: string): Error {
  return refuse("field-type", { field, expected }, 400);
}
