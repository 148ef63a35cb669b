import { RssIcon } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { changeHref, loadChanges } from "../../../../lib/content/changes.ts";
import { requireLocale } from "../../../i18n/require-locale.ts";
import { contentDirectory } from "../../../server/content-directory.ts";

type PageProps = { params: Promise<{ locale: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const t = await getTranslations({ locale: requireLocale((await params).locale), namespace: "changes" });
  return { title: t("title") };
}

/** What is new in the courses, the newest first. */
export default async function ChangesPage({ params }: PageProps) {
  const locale = requireLocale((await params).locale);
  const t = await getTranslations("changes");
  const format = await getFormatter();
  const changes = await loadChanges(contentDirectory());

  return (
    <div className="page">
      <header className="max-w-2xl pt-8 sm:pt-14">
        <h1 className="font-bold text-3xl sm:text-4xl">{t("title")}</h1>
        <p className="mt-4">
          <a className="text-link inline-flex items-center gap-1.5" href={`/${locale}/feed.xml`}>
            <RssIcon size={15} aria-hidden />
            {t("feed")}
          </a>
        </p>
      </header>
      {changes.length === 0 && <p className="mt-10 text-soft">{t("none")}</p>}
      <ol className="mt-10 max-w-[52rem]">
        {changes.map((change) => (
          <li
            key={change.date + change.what.en}
            className="grid gap-x-8 gap-y-1 border-rule border-t py-5 sm:grid-cols-[9rem_minmax(0,1fr)]"
          >
            <time dateTime={change.date} className="text-faint text-sm tabular-nums leading-7">
              {format.dateTime(new Date(change.date), { dateStyle: "long" })}
            </time>
            <div>
              <p>{change.what[locale]}</p>
              {(change.lesson ?? change.exercise) && (
                <Link className="text-link text-sm" href={`/${locale}/${changeHref(change)}`}>
                  {t("open")}
                </Link>
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
