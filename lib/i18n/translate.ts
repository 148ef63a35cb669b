import { createTranslator } from "use-intl/core";
import { type Catalogue, catalogues } from "./catalogues.ts";
import type { Locale, Message } from "./message.ts";

const translators = { ko: translatorFor("ko"), en: translatorFor("en") };

/**
 * Renders a message in a person's language.
 * A code without a text renders as the code itself: a page never breaks over a missing sentence
 * (tests/unit/i18n keeps the catalogues complete).
 */
export function translate(message: Message, locale: Locale): string {
  return translators[locale](keyOf(message.code), message.params);
}

function translatorFor(locale: Locale) {
  const messages: Catalogue = {};
  for (const [area, texts] of Object.entries(catalogues[locale])) {
    for (const [name, text] of Object.entries(texts)) messages[keyOf(`${area}.${name}`)] = text;
  }
  return createTranslator<Catalogue>({
    locale,
    messages,
    timeZone: "UTC",
    getMessageFallback: ({ key }) => key.replaceAll("/", "."),
    onError: (error) => console.error(error.message),
  });
}

/** The translator takes a dot for a step into a nested object, and our catalogues are flat. */
function keyOf(code: string): string {
  return code.replaceAll(".", "/");
}
