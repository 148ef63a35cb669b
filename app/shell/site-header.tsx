import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { Locale } from "../../lib/i18n/message.ts";
import { SearchButton } from "../search/search-button.tsx";
import { searchTexts } from "../search/search-texts.ts";
import { readTheme } from "../theme/theme-cookie.ts";
import { ThemeSwitch } from "../theme/theme-switch.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { Wordmark } from "./wordmark.tsx";

type SiteHeaderProps = { locale: Locale; wide?: boolean; path?: string };

/** `wide` lets the workspace use the whole width of the window; `path` is the address, where it is not the page's own. */
export async function SiteHeader({ locale, wide = false, path }: SiteHeaderProps) {
  const t = await getTranslations("header");
  return (
    <header className="site-header" data-wide={wide || undefined}>
      <div className="site-header-row">
        <Link href={`/${locale}`} aria-label={t("home")} className="inline-flex no-underline">
          <Wordmark />
        </Link>
        <div className="flex items-center gap-x-4 sm:gap-x-6">
          <SearchButton locale={locale} texts={await searchTexts()} />
          <Link href={`/${locale}/glossary`} className="quiet-link">
            {t("glossary")}
          </Link>
          <LanguageSwitch locale={locale} label={t("language")} path={path} />
          <ThemeSwitch
            initial={await readTheme()}
            labels={{
              group: t("theme"),
              system: t("themeSystem"),
              light: t("themeLight"),
              dark: t("themeDark"),
            }}
          />
        </div>
      </div>
    </header>
  );
}
