import { z } from "zod";
import { closest } from "../compose/suggest.ts";
import { type Message, message } from "../i18n/message.ts";
import { member, nearestFirst, schemaAt, unwrap } from "./schema-keys.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

export type SchemaProblem = { path: Path; unknownKey?: string; message: Message };

/** What is wrong with a value that was read: which key of which part, and what is allowed there. */
export function schemaProblems(schema: z.ZodType, value: unknown, issues: readonly Issue[]): SchemaProblem[] {
  return issues.flatMap((issue) => problemsOf(schema, value, issue));
}

function problemsOf(schema: z.ZodType, value: unknown, issue: Issue): SchemaProblem[] {
  const { path } = issue;
  const key = nameOf(path, value);
  const say = (name: string, params: Message["params"] = {}): SchemaProblem[] => [
    { path, message: message(`content.schema-${name}`, { key, ...params }) },
  ];
  const found = at(value, path);
  // What only the whole file can tell is said by us, not by the schema.
  const said: Message | undefined = issue.code === "custom" ? issue.params?.said : undefined;
  if (said) return [{ path, message: { code: said.code, params: { ...said.params, key } } }];
  if (found === undefined && issue.code !== "unrecognized_keys" && path.length > 0) {
    const named = optionsOf(issue);
    const choices = named.length > 0 ? named : choicesOf(schemaAt(schema, path, value));
    return choices.length > 0 ? say("missing-choice", { allowed: choices.join(", ") }) : say("missing");
  }
  switch (issue.code) {
    case "unrecognized_keys":
      return meantForm(schema, value, issue) ?? unknownKeys(schema, value, issue);
    case "invalid_value":
      return say("choice", choice(issue.values.map(String), found));
    case "invalid_type":
      return say("type", {
        expected: issue.expected,
        found: shown(found),
        keys: keysOf(schemaAt(schema, path, value), found).join(", "),
      });
    case "too_small":
    case "too_big": {
      const limit = String(issue.code === "too_small" ? issue.minimum : issue.maximum);
      const of = issue.origin === "array" || issue.origin === "string" ? issue.origin : "number";
      const name = issue.code === "too_small" ? "too-small" : "too-big";
      return say(name, { limit, of, exclusive: String(!issue.inclusive) });
    }
    case "invalid_format":
      return say("format", { found: shown(found), pattern: patternOf(issue) });
    case "invalid_union":
      return unionProblems(schema, value, issue);
    default:
      return [{ path, message: message("content.schema", { key, problem: issue.message }) }];
  }
}

/** Of a union, the forms that there are, and what is wrong with the one that was probably meant. */
function unionProblems(
  schema: z.ZodType,
  value: unknown,
  issue: Extract<Issue, { code: "invalid_union" }>,
): SchemaProblem[] {
  const { path } = issue;
  const key = nameOf(path, value);
  const found = at(value, path);
  const union = schemaAt(schema, path, value);
  const choices = issue.discriminator === undefined ? choicesOf(union) : optionsOf(issue);
  if (choices.length > 0) {
    return [{ path, message: message("content.schema-choice", { key, ...choice(choices, found) }) }];
  }
  const forms = union instanceof z.ZodUnion ? union.options : [];
  const allowed = forms.map(formOf).join(", ");
  const said = { path, message: message("content.schema-forms", { key, allowed }) };
  const nearest = nearestFirst(forms, found)[0];
  if (!nearest || typeof found !== "object" || found === null) return [said];
  const inner = z.safeParse(nearest, found).error?.issues ?? [];
  const details = inner.flatMap((one) => problemsOf(schema, value, { ...one, path: [...path, ...one.path] }));
  // Who has begun one form and forgotten a part of it does not want to hear of the others.
  const known = keysOf(unwrap(nearest), found);
  const isBegun = Object.keys(found).length > 0 && Object.keys(found).every((name) => known.includes(name));
  return isBegun && details.length > 0 ? details : [said, ...details];
}

function unknownKeys(
  schema: z.ZodType,
  value: unknown,
  { path, keys }: Extract<Issue, { code: "unrecognized_keys" }>,
): SchemaProblem[] {
  const found = at(value, path);
  const allowed = keysOf(schemaAt(schema, path, value), found);
  const absent = allowed.filter((name) => member(found, name) === undefined);
  return keys.map((unknownKey) => {
    const guess = closest(unknownKey, absent) ?? "none";
    const params = { key: nameOf(path, value), unknown: unknownKey, allowed: allowed.join(", "), guess };
    // `{ en: Yes, it is. }`: what stands behind the comma is a key without a value.
    const isCut = member(found, unknownKey) === null && !/^[\w-]+$/.test(unknownKey);
    const name = isCut ? "content.schema-cut-text" : "content.schema-unknown-key";
    return { path, unknownKey, message: message(name, params) };
  });
}

/** Zod tells what one form of a union does not know, though the value is nearer to another one. */
function meantForm(
  schema: z.ZodType,
  value: unknown,
  { path, keys }: Extract<Issue, { code: "unrecognized_keys" }>,
): SchemaProblem[] | undefined {
  const union = schemaAt(schema, path, value);
  if (!(union instanceof z.ZodUnion) || union instanceof z.ZodDiscriminatedUnion) return undefined;
  const found = at(value, path);
  const nearest = nearestFirst(union.options, found)[0];
  const issues = nearest ? (z.safeParse(nearest, found).error?.issues ?? []) : [];
  const isOther = issues.every((one) => one.code !== "unrecognized_keys" || one.keys.join() !== keys.join());
  if (issues.length === 0 || !isOther) return undefined;
  return issues.flatMap((one) => problemsOf(schema, value, { ...one, path: [...path, ...one.path] }));
}

/** What is allowed, what stands there, and what was probably meant. */
function choice(allowed: string[], found: unknown): Message["params"] {
  const guess = typeof found === "string" ? closest(found, allowed) : undefined;
  return { allowed: allowed.join(", "), found: shown(found), guess: guess ?? "none" };
}

/** `stages[up].checks[answers].via`: items of lists by their own id where they have one. */
function nameOf(path: Path, value: unknown): string {
  let name = "";
  let within = value;
  for (const step of path) {
    within = member(within, step);
    const id = member(within, "id");
    if (typeof step === "number") name += `[${typeof id === "string" ? id : step + 1}]`;
    else name += name === "" ? String(step) : `.${String(step)}`;
  }
  return name || "–";
}

function at(value: unknown, path: Path): unknown {
  return path.reduce((within: unknown, step) => member(within, step), value);
}

function keysOf(schema: z.core.$ZodType | undefined, value: unknown): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (!(schema instanceof z.ZodUnion)) return [];
  const nearest = nearestFirst(schema.options, value)[0];
  return nearest ? keysOf(unwrap(nearest), value) : [];
}

function choicesOf(schema: z.core.$ZodType | undefined): string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String);
  if (!(schema instanceof z.ZodUnion)) return [];
  const choices = schema.options.map((option) => choicesOf(unwrap(option)));
  return choices.every((some) => some.length > 0) ? choices.flat() : [];
}

/** The names of the forms, where one key says which form is meant. */
function optionsOf(issue: Issue): string[] {
  return "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

/** A form in the notation of YAML: `{port}`, `string`. What may be left out has a question mark. */
function formOf(schema: z.core.$ZodType): string {
  const plain = unwrap(schema);
  if (!(plain instanceof z.ZodObject)) return plain._zod.def.type;
  const keys = Object.entries(plain.shape).map(([key, inner]) => (unwrap(inner) === inner ? key : `${key}?`));
  return `{${keys.join(", ")}}`;
}

function patternOf(issue: Extract<Issue, { code: "invalid_format" }>): string {
  if ("prefix" in issue) return `${issue.prefix}…`;
  return issue.pattern ?? issue.format;
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "–");
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
