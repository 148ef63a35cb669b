import { readFileSync } from "node:fs";
import { locale, say } from "./text.mjs";

/** Prints the options and the table of settings, also before anything is installed. */
export function printHelp() {
  const rows = JSON.parse(readFileSync(new URL("../../lib/config/settings.json", import.meta.url), "utf8"));
  console.log(`${say("help-usage")}\n`);
  for (const row of rows) {
    const values = row.choices ? ` (${row.choices.join(" | ")})` : "";
    const preset = row.defaultText?.[locale] ?? row.default;
    console.log(`  ${row.name}${values}`);
    console.log(`      ${row.description[locale]}`);
    if (preset !== null) console.log(`      ${say("help-default", { value: preset })}`);
  }
  return 0;
}
