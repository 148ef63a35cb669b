import { expect, test } from "vitest";
import { checkSchema } from "../../../lib/grading/vocabulary/checks.ts";
import { stepSchema } from "../../../lib/grading/vocabulary/steps.ts";
import en from "../../../lib/i18n/ui/en.json" with { type: "json" };
import failureEn from "../../../lib/i18n/ui/failure.en.json" with { type: "json" };
import failureKo from "../../../lib/i18n/ui/failure.ko.json" with { type: "json" };
import ko from "../../../lib/i18n/ui/ko.json" with { type: "json" };

function leaves(value: object, path = ""): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === "string" ? [[`${path}${key}`, inner] as const] : [...leaves(inner, `${path}${key}.`)],
    ),
  );
}

function argumentsOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? ""))]
    .filter((name) => name !== "")
    .sort();
}

test("every text of the pages must exist in both languages", () => {
  expect([...leaves(ko).keys()].sort()).toEqual([...leaves(en).keys()].sort());
  expect(Object.keys(failureKo)).toEqual(Object.keys(failureEn));
});

test("both languages must speak of the same things", () => {
  const english = leaves(en);
  for (const [key, text] of leaves(ko)) {
    const own = argumentsOf(text).filter((name) => !/^(one|other)$/.test(name));
    const other = argumentsOf(english.get(key) ?? "");
    expect(
      own.filter((name) => !other.includes(name)),
      key,
    ).toEqual([]);
  }
});

test("every kind of check and step must have its sentence", () => {
  const kinds = checkSchema.options.flatMap((option) => [...option.shape.type.values]);
  expect(Object.keys(ko.aim)).toEqual(expect.arrayContaining(kinds));
  const acts = stepSchema.options.flatMap((option) =>
    "values" in option.shape.act ? [...option.shape.act.values] : option.shape.act.options,
  );
  expect(Object.keys(ko.aim.step)).toEqual(expect.arrayContaining(acts));
});
