/**
 * Text for people is translated, not built: code that has something to say returns a message,
 * and the edge that talks to a person renders it in that person's language.
 *
 * `code` is `<area>.<name>`, for example `compose.undefined-network`; the text stands in
 * `lib/i18n/catalogue/<area>.<locale>.json` under `<name>`, in ICU message syntax.
 */
export type Message = {
  code: string;
  params: Record<string, string | number>;
};

export const locales = ["ko", "en"] as const;

export type Locale = (typeof locales)[number];

export const defaultLocale: Locale = "ko";

/** A message in one expression: `message("compose.undefined-network", { network })`. */
export function message(code: string, params: Message["params"] = {}): Message {
  return { code, params };
}
