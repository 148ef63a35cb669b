"use client";

import { usePathname } from "next/navigation";
import { type Locale, locales } from "../../lib/i18n/message.ts";

const names: Record<Locale, { short: string; full: string }> = {
  ko: { short: "한국어", full: "한국어" },
  en: { short: "EN", full: "English" },
};

/** `path` is the address in the browser, where the server drew another page for it. */
type LanguageSwitchProps = { locale: Locale; label: string; path?: string };

/** The same page in the other language, at the heading that the reader is at (ids are the same in both). */
export function LanguageSwitch({ locale, label, path }: LanguageSwitchProps) {
  const own = usePathname();
  const pathname = path ?? own;
  const rest = pathname.slice(`/${locale}`.length);

  return (
    <nav aria-label={label} className="languages">
      {locales.map((name) => (
        <a
          key={name}
          href={`/${name}${rest}`}
          hrefLang={name}
          lang={name}
          aria-current={name === locale ? "true" : undefined}
          title={names[name].full}
          onClick={(event) => {
            event.currentTarget.hash = headingInView() ?? "";
          }}
        >
          {names[name].short}
        </a>
      ))}
    </nav>
  );
}

function headingInView(): string | undefined {
  let current: string | undefined;
  for (const heading of document.querySelectorAll("article :is(h2, h3)[id]")) {
    if (heading.getBoundingClientRect().top > window.innerHeight * 0.3) break;
    current = heading.id;
  }
  return current;
}
