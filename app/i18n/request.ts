import { hasLocale } from "next-intl";
import { getRequestConfig } from "next-intl/server";
import { defaultLocale, locales } from "../../lib/i18n/message.ts";
import en from "../../lib/i18n/ui/en.json" with { type: "json" };
import ko from "../../lib/i18n/ui/ko.json" with { type: "json" };

const messages = { ko, en };

/** The texts of the pages, for the language that stands first in the address. */
export default getRequestConfig(async ({ requestLocale }) => {
  const requested = await requestLocale;
  const locale = hasLocale(locales, requested) ? requested : defaultLocale;
  return { locale, messages: messages[locale], timeZone: "UTC" };
});
