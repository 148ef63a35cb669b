import { notFound } from "next/navigation";
import { hasLocale } from "next-intl";
import { setRequestLocale } from "next-intl/server";
import { type Locale, locales } from "../../lib/i18n/message.ts";

/**
 * The language of an address; any other first segment is an address that does not exist.
 * Every page and layout calls it first: from then on its texts come in that language.
 */
export function requireLocale(segment: string): Locale {
  if (!hasLocale(locales, segment)) notFound();
  setRequestLocale(segment);
  return segment;
}
