import { z } from "zod";

type Schema = z.core.$ZodType;

/**
 * What the author of a schema wrote about the key at a path, so that an error can say what belongs there.
 * Wrappers (optional, default) are looked through; of a union, the form that the value has, as far as it shows.
 *
 * @param value what was read, for telling the forms of unions apart.
 */
export function describeKey(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  value?: unknown,
): string | undefined {
  let current: Schema | undefined = schema;
  let within = value;
  let description: string | undefined;
  for (const step of [undefined, ...path]) {
    if (step !== undefined) {
      current = current && childOf(current, step, within);
      within = member(within, step);
    }
    if (!current) return description;
    description = descriptionOf(current) ?? descriptionOf(unwrap(current)) ?? sharedDescription(current);
  }
  return description;
}

/** The schema of the value at a path; undefined where the path leads out of the schema. */
export function schemaAt(schema: Schema, path: readonly PropertyKey[], value: unknown): Schema | undefined {
  let current: Schema | undefined = schema;
  let within = value;
  for (const step of path) {
    current = current && childOf(current, step, within);
    within = member(within, step);
  }
  return current && unwrap(current);
}

/** A step into a value that was read; undefined where there is nothing. */
export function member(value: unknown, step: PropertyKey): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === String(step))?.[1];
}

/** The schema without `optional` and `default` around it. */
export function unwrap(schema: Schema): Schema {
  const wrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
  return wrapped ? unwrap(schema.unwrap()) : schema;
}

/** How many problems a value has as one of the forms of a union. */
function misfit(form: Schema, value: unknown): number {
  const issues = z.safeParse(form, value).error?.issues ?? [];
  // A key that a form does not know says more against it than one that is still to be written.
  return issues.reduce(
    (sum, issue) => sum + (issue.code === "unrecognized_keys" ? 2 * issue.keys.length : 1),
    0,
  );
}

function childOf(schema: Schema, step: PropertyKey, value: unknown): Schema | undefined {
  const plain = unwrap(schema);
  if (plain instanceof z.ZodObject) return plain.shape[String(step)];
  if (plain instanceof z.ZodArray) return plain.element;
  if (plain instanceof z.ZodRecord) return plain.valueType;
  if (!(plain instanceof z.ZodUnion)) return undefined;
  // The key that says which form is meant belongs to no form while it says none of them.
  if (plain instanceof z.ZodDiscriminatedUnion && step === plain.def.discriminator) return undefined;
  return nearestFirst(plain.options, value)
    .map((form) => childOf(form, step, value))
    .find((found) => found !== undefined);
}

/** The forms of a union, the one that the value comes nearest to first. */
export function nearestFirst(forms: readonly Schema[], value: unknown): Schema[] {
  const measured = forms.map((form) => ({
    form,
    misfit: misfit(form, value) - sharedLiterals(form, value) * 100,
  }));
  return measured.toSorted((one, other) => one.misfit - other.misfit).map(({ form }) => form);
}

/** A literal that the value has, as `type: http`, says more than any number of other keys. */
function sharedLiterals(form: Schema, value: unknown): number {
  const plain = unwrap(form);
  if (!(plain instanceof z.ZodObject)) return 0;
  return Object.entries(plain.shape).filter(
    ([key, inner]) =>
      isChoice(unwrap(inner)) &&
      z.safeParse(inner, member(value, key)).success &&
      member(value, key) !== undefined,
  ).length;
}

function isChoice(schema: Schema): boolean {
  return schema instanceof z.ZodLiteral || schema instanceof z.ZodEnum;
}

/** A union of which every form says the same. */
function sharedDescription(schema: Schema): string | undefined {
  const plain = unwrap(schema);
  if (!(plain instanceof z.ZodUnion)) return undefined;
  const described = new Set(plain.options.map((form) => descriptionOf(unwrap(form))));
  return described.size === 1 ? [...described][0] : undefined;
}

function descriptionOf(schema: Schema): string | undefined {
  return z.globalRegistry.get(schema)?.description;
}
