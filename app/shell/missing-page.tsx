import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { requireLocale } from "../i18n/require-locale.ts";
import { NoticePage } from "./notice-page.tsx";
import { SiteHeader } from "./site-header.tsx";

/** There is no such page. `path` is the address that was asked for, where it is not the page's own. */
export async function MissingPage({ path }: { path?: string }) {
  const locale = requireLocale(await getLocale());
  const t = await getTranslations("errors");
  return (
    <>
      <SiteHeader locale={locale} path={path} />
      <NoticePage number="404" title={t("notFoundTitle")} text={t("notFoundText")}>
        <Link className="button" data-kind="primary" href={`/${locale}`}>
          {t("toHome")}
        </Link>
      </NoticePage>
    </>
  );
}
