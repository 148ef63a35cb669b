import { readFileSync } from "node:fs";

const { LC_ALL, LC_MESSAGES, LANG, COMPOSELAB_LOCALE } = process.env;

/** The language of the terminal, found as `lib/config/settings.ts` finds it. */
export const locale =
  COMPOSELAB_LOCALE === "ko" || COMPOSELAB_LOCALE === "en"
    ? COMPOSELAB_LOCALE
    : (LC_ALL || LC_MESSAGES || LANG || "").startsWith("ko")
      ? "ko"
      : "en";

const catalogue = new URL(`../../lib/i18n/catalogue/platform.${locale}.json`, import.meta.url);
const texts = JSON.parse(readFileSync(catalogue, "utf8"));

/**
 * A text of the platform's catalogue. The texts used here have plain parameters only, so that they need no ICU.
 *
 * @param {string} name
 * @param {Record<string, string | number>} parameters
 * @returns {string}
 */
export function say(name, parameters = {}) {
  return texts[name].replace(/\{(\w+)\}/g, (_, key) => String(parameters[key]));
}
