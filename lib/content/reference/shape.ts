import { z } from "zod";
import { unwrap } from "../schema-keys.ts";

type Schema = z.core.$ZodType;

/** A key of a schema as a reader needs it: where it stands, what may stand there, and what it means. */
export type Row = { key: string; what: string; fallback: string; meaning: string };

/** The same wherever it stands, and told once. */
const ownSection = "with";

/** The keys of an object, those of objects within it by dotted names; `skip` leaves keys out. */
export function rowsOf(schema: Schema, skip: string[] = [], prefix = ""): Row[] {
  const plain = unwrap(schema);
  if (!(plain instanceof z.ZodObject)) return [];
  return Object.entries(plain.shape)
    .filter(([key]) => !skip.includes(key))
    .flatMap(([key, inner]) => {
      const path = `${prefix}${key}`;
      const row = {
        key: path,
        what: kindOf(inner),
        fallback: fallbackOf(inner),
        meaning: meaningOf(inner),
      };
      return key === ownSection ? [row] : [row, ...within(inner, path)];
    });
}

/** What is known of a schema by its description, looked for through the wrappers around it. */
export function meaningOf(schema: Schema): string {
  const own = z.globalRegistry.get(schema)?.description;
  if (own !== undefined) return own;
  const wrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
  return wrapped ? meaningOf(schema.unwrap()) : "";
}

/** The forms of a union that are objects, told apart by what they begin with. */
export function formsOf(schema: Schema): z.ZodObject[] {
  const plain = unwrap(schema);
  if (!(plain instanceof z.ZodUnion)) return [];
  return plain.options.flatMap((form) => {
    const inner = unwrap(form);
    return inner instanceof z.ZodObject ? [inner] : [];
  });
}

function within(schema: Schema, path: string): Row[] {
  const plain = unwrap(schema);
  // Steps and checks have sections of their own, as every text in two languages is alike.
  if (plain instanceof z.ZodDiscriminatedUnion || isLocalised(plain)) return [];
  if (plain instanceof z.ZodObject) return rowsOf(plain, [], `${path}.`);
  if (plain instanceof z.ZodUnion) {
    const rows = formsOf(plain).flatMap((form) => rowsOf(form, [], `${path}.`));
    return rows.filter((row, index) => rows.findIndex(({ key }) => key === row.key) === index);
  }
  return [];
}

function fallbackOf(schema: Schema): string {
  if (schema instanceof z.ZodOptional) return "–";
  if (!(schema instanceof z.ZodDefault)) return "required";
  const value = schema.def.defaultValue;
  return `\`${JSON.stringify(value)}\``;
}

function kindOf(schema: Schema): string {
  const plain = unwrap(schema);
  if (isLocalised(plain)) return "`{ko, en}`";
  if (plain instanceof z.ZodObject) return `\`{${Object.keys(plain.shape).join(", ")}}\``;
  if (plain instanceof z.ZodEnum) return plain.options.map((option) => `\`${option}\``).join(", ");
  if (plain instanceof z.ZodLiteral)
    return [...plain.values].map((value) => `\`${String(value)}\``).join(", ");
  if (plain instanceof z.ZodArray)
    return `list of ${kindOf(plain.element).replace(/^a (step|check)$/, "$1s")}`;
  if (plain instanceof z.ZodRecord) return `map of ${kindOf(plain.valueType)}`;
  if (plain instanceof z.ZodDiscriminatedUnion)
    return plain.def.discriminator === "act" ? "a step" : "a check";
  if (plain instanceof z.ZodUnion) return [...new Set(plain.options.map(kindOf))].join(" or ");
  if (plain instanceof z.ZodNumber) return numberKind(plain);
  if (plain instanceof z.ZodBoolean) return "true or false";
  if (plain instanceof z.ZodString) return "text";
  return "any value";
}

function numberKind(schema: z.ZodNumber): string {
  const { minValue: least, maxValue: most } = schema;
  const kind = schema.isInt ? "whole number" : "number";
  const isBounded = most !== null && most < Number.MAX_SAFE_INTEGER;
  if (least !== null && isBounded) return `${kind}, ${least}–${most}`;
  return least !== null && least > Number.MIN_SAFE_INTEGER ? `${kind}, from ${least}` : kind;
}

function isLocalised(schema: Schema): boolean {
  return schema instanceof z.ZodObject && Object.keys(schema.shape).sort().join() === "en,ko";
}
