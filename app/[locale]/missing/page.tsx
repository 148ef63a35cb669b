import type { Metadata } from "next";
import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { requireLocale } from "../../i18n/require-locale.ts";
import { missingHeader } from "../../server/missing-header.ts";
import { MissingPage } from "../../shell/missing-page.tsx";

type PageProps = { params: Promise<{ locale: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const locale = requireLocale((await params).locale);
  const t = await getTranslations({ locale, namespace: "errors" });
  return { title: t("notFoundTitle"), robots: { index: false } };
}

/** What the server answers with wherever Next found nothing: see `app/server/missing-page.ts`. */
export default async function Missing({ params }: PageProps) {
  requireLocale((await params).locale);
  return <MissingPage path={(await headers()).get(missingHeader) ?? undefined} />;
}
