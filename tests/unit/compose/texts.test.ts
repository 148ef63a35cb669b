import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogues } from "../../../lib/i18n/catalogues.ts";
import { locales } from "../../../lib/i18n/message.ts";
import { translate } from "../../../lib/i18n/translate.ts";
import { inspect } from "./support.ts";

const library = join(import.meta.dirname, "../../../lib/compose");
const commandLine = join(import.meta.dirname, "../../../cli");

async function sources(): Promise<string> {
  const names = await readdir(library, { recursive: true });
  const files = names
    .filter((name) => name.endsWith(".ts") && !name.startsWith("generated"))
    .map((name) => join(library, name));
  const own = (await readdir(join(commandLine, "validate"))).map((name) =>
    join(commandLine, "validate", name),
  );
  const texts = await Promise.all(
    [...files, ...own, join(commandLine, "validate.ts")].map((file) => readFile(file, "utf8")),
  );
  return texts.join("\n");
}

describe("the texts of the compose area", () => {
  it("must all be used", async () => {
    const code = await sources();
    const byName = Object.keys(catalogues.ko.compose ?? {}).filter((name) => !/^(about|value)-/.test(name));
    const built = [
      "validate-error",
      "validate-warning",
      "validate-info",
      "validate-not-found",
      "validate-not-allowed",
      "validate-other",
    ];
    const unused = byName.filter(
      (name) => !code.includes(`"${name}"`) && !code.includes(`compose.${name}`) && !built.includes(name),
    );
    expect(unused).toEqual([]);
  });

  it("must exist for every finding and fix that the code can make", async () => {
    const code = await sources();
    const called = code.matchAll(/(?:finding\(\s*[^,()]+,\s*|fixOf\(\s*|problem: )"([a-z-]+)"/g);
    const names = [...called].map((found) => found[1] ?? "");
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => catalogues.ko.compose?.[name] === undefined)).toEqual([]);
  });

  it("must read well wherever a parameter stands: no braces left, no particle glued to a value", () => {
    const text =
      "version: 3\nservices:\n  web:\n    ports: 80\n    user: 1\n    networks: [a]\n    depnds_on: b\n    healthcheck:\n  db:\n    image: X\n";
    for (const locale of locales) {
      for (const { message, fix } of inspect(text)) {
        const rendered = [message, ...(fix ? [fix.title] : [])].map((one) => translate(one, locale));
        for (const line of rendered) expect(line).not.toMatch(/\{\w+[,}]|undefined|compose\./);
      }
    }
    const glued = Object.entries(catalogues.ko.compose ?? {}).filter(([, line]) =>
      /\{\w+\}`?(은|는|이|가|을|를|와|과|으로|로)(?=[\s.,]|$)/.test(line),
    );
    expect(glued.map(([name]) => name)).toEqual([]);
  });
});
