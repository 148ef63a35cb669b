import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createTranslator } from "use-intl/core";
import { describe, expect, it } from "vitest";
import { catalogues } from "../../../lib/i18n/catalogues.ts";
import { locales } from "../../../lib/i18n/message.ts";

const folder = join(import.meta.dirname, "../../../lib/i18n/catalogue");
const files = (await readdir(folder)).filter((name) => name.endsWith(".json"));
const areas = [...new Set(files.map((name) => name.split(".")[0] ?? ""))].sort();

/** Texts by their path; areas of the runner are flat, the site's own may be nested. */
async function texts(area: string, locale: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const collect = (value: unknown, path: string) => {
    if (typeof value === "string") found.set(path, value);
    else if (value && typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) collect(inner, path ? `${path}.${key}` : key);
    }
  };
  collect(JSON.parse(await readFile(join(folder, `${area}.${locale}.json`), "utf8")), "");
  return found;
}

/** The names of a text's parameters, those within the branches of a `select` or `plural` included. */
function parameters(text: string): string[] {
  const unquoted = text.replaceAll("''", "").replaceAll(/'[{}<#|][^']*('|$)/g, "");
  const names = new Set<string>();
  collectParameters(unquoted, names);
  return [...names].sort();
}

function collectParameters(text: string, names: Set<string>): void {
  for (const argument of bracketed(text)) {
    const found = /^\s*(\w+)\s*(?:,\s*(\w+)\s*,?(.*))?$/s.exec(argument);
    if (!found) continue;
    names.add(found[1] ?? "");
    for (const branch of bracketed(found[3] ?? "")) collectParameters(branch, names);
  }
}

/** What stands between braces, the outermost ones only. */
function bracketed(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "{" && depth++ === 0) start = at + 1;
    else if (text[at] === "}" && --depth === 0) parts.push(text.slice(start, at));
  }
  return parts;
}

describe.each(areas)("catalogue %s", (area) => {
  it("must exist in every language with the same texts", async () => {
    const names = await Promise.all(
      locales.map(async (locale) => [...(await texts(area, locale)).keys()].sort()),
    );
    for (const other of names) expect(other).toEqual(names[0]);
  });

  it("must use the same parameters in every language", async () => {
    const [first, ...others] = await Promise.all(locales.map((locale) => texts(area, locale)));
    for (const [name, text] of first ?? []) {
      for (const other of others)
        expect({ name, parameters: parameters(other.get(name) ?? "") }).toEqual({
          name,
          parameters: parameters(text),
        });
    }
  });

  it("must hold ICU texts that can be read", async () => {
    for (const locale of locales) {
      for (const [name, text] of await texts(area, locale)) {
        const problems: string[] = [];
        const translate = createTranslator<Record<string, string>>({
          locale,
          messages: { text },
          timeZone: "UTC",
          onError: (error) => problems.push(error.message),
          getMessageFallback: () => "",
        });
        const values = Object.fromEntries(parameters(text).map((name) => [name, 1]));
        if (/<[a-zA-Z]/.test(text)) translate.markup("text", { ...values, ...tags(text) });
        else translate("text", values);
        expect(problems, `${area}.${locale}.json: ${name}: ${text}`).toEqual([]);
      }
    }
  });
});

it("every area but the site's own must be known to translate()", () => {
  const known = Object.keys(catalogues.ko).sort();
  expect(known).toEqual(areas.filter((area) => area !== "ui"));
});

function tags(text: string): Record<string, (chunks: string) => string> {
  const names = [...text.matchAll(/<([a-zA-Z]+)/g)].map((found) => found[1] ?? "");
  return Object.fromEntries(names.map((name) => [name, (chunks: string) => chunks]));
}
