import { expect, test } from "vitest";
import { z } from "zod";
import { schemaProblems } from "../../../lib/content/schema-problems.ts";

const via = z.union([
  z.strictObject({ port: z.number() }),
  z.strictObject({ from: z.string(), to: z.string(), port: z.number() }),
]);
const schema = z.strictObject({
  about: z.strictObject({ ko: z.string(), en: z.string() }).optional(),
  via: via.optional(),
});

function said(value: unknown): string[] {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return schemaProblems(schema, value, issues).map(
    ({ message: { code, params } }) => `${code} ${params.unknown ?? params.key}`,
  );
}

test("who has begun one form and forgotten a part of it must be told of that part alone", () => {
  expect(said({ via: { from: "web", to: "api" } })).toEqual(["content.schema-missing via.port"]);
});

test("who has written none of the forms must be told which there are", () => {
  expect(said({ via: { host: "api" } })[0]).toBe("content.schema-forms via");
});

test("a text in braces that its comma has cut must be told from a key that there is not", () => {
  expect(said({ about: { ko: "예", en: "It caches", "too.": null } })).toEqual([
    "content.schema-cut-text too.",
  ]);
  expect(said({ about: { ko: "예", en: "Yes", eng: "Yes" } })).toEqual(["content.schema-unknown-key eng"]);
});
