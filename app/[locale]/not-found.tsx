import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { requireLocale } from "../i18n/require-locale.ts";
import { NoticePage } from "../shell/notice-page.tsx";
import { SiteHeader } from "../shell/site-header.tsx";

export default async function NotFound() {
  const locale = requireLocale(await getLocale());
  const t = await getTranslations("errors");
  return (
    <>
      <SiteHeader locale={locale} />
      <NoticePage number="404" title={t("notFoundTitle")} text={t("notFoundText")}>
        <Link className="button" data-kind="primary" href={`/${locale}`}>
          {t("toHome")}
        </Link>
      </NoticePage>
    </>
  );
}
