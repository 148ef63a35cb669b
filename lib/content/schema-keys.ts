import { z } from "zod";

/**
 * What the author of a schema wrote about the key at a path, so that an error can say what belongs there.
 * Wrappers (optional, default) are looked through; undefined where nothing is described.
 */
export function describeKey(schema: z.ZodType, path: readonly PropertyKey[]): string | undefined {
  let current: z.core.$ZodType | undefined = schema;
  let description: string | undefined;
  for (const step of [undefined, ...path]) {
    if (step !== undefined) current = current && child(current, step);
    if (!current) return description;
    description = descriptionOf(current) ?? descriptionOf(unwrap(current));
  }
  return description;
}

function child(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType | undefined {
  const plain = unwrap(schema);
  if (plain instanceof z.ZodObject) return plain.shape[String(step)];
  if (plain instanceof z.ZodArray) return plain.element;
  if (plain instanceof z.ZodRecord) return plain.valueType;
  return undefined;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const wrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
  return wrapped ? unwrap(schema.unwrap()) : schema;
}

function descriptionOf(schema: z.core.$ZodType): string | undefined {
  return z.globalRegistry.get(schema)?.description;
}
