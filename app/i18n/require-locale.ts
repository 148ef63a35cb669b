import { notFound } from "next/navigation";
import { hasLocale } from "next-intl";
import { type Locale, locales } from "../../lib/i18n/message.ts";

/** The language of an address; any other first segment is an address that does not exist. */
export function requireLocale(segment: string): Locale {
  if (!hasLocale(locales, segment)) notFound();
  return segment;
}
