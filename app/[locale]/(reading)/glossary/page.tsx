import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { listCourses } from "../../../../lib/content/course.ts";
import { loadGlossary } from "../../../../lib/content/glossary.ts";
import { loadSession } from "../../../../lib/content/session.ts";
import { type Locale, locales } from "../../../../lib/i18n/message.ts";
import { requireLocale } from "../../../i18n/require-locale.ts";
import { contentDirectory } from "../../../server/content-directory.ts";

type PageProps = { params: Promise<{ locale: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const t = await getTranslations({ locale: requireLocale((await params).locale), namespace: "glossary" });
  return { title: t("title") };
}

export default async function GlossaryPage({ params }: PageProps) {
  const locale = requireLocale((await params).locale);
  const t = await getTranslations("glossary");
  const terms = await loadGlossary(contentDirectory());
  const lessons = await lessonTitles(locale);
  const sorted = terms.toSorted((one, other) => one.term[locale].localeCompare(other.term[locale], locale));

  return (
    <div className="page">
      <header className="max-w-2xl pt-8 sm:pt-14">
        <h1 className="font-bold text-3xl sm:text-4xl">{t("title")}</h1>
        <p className="mt-4 text-lg text-soft">{t("lead")}</p>
      </header>
      <dl className="mt-10 max-w-[52rem]">
        {sorted.map((term) => {
          const lesson = term.taughtIn && lessons.get(term.taughtIn.lesson);
          return (
            <div
              key={term.id}
              id={term.id}
              className="grid scroll-mt-8 gap-x-8 gap-y-1 border-rule border-t py-5 target:bg-accent-soft sm:grid-cols-[13rem_minmax(0,1fr)] sm:px-3"
            >
              <dt className="font-semibold">
                {term.term[locale]}
                {locales
                  .filter((other) => other !== locale && term.term[other] !== term.term[locale])
                  .map((other) => (
                    <span key={other} lang={other} className="block font-normal text-faint text-sm">
                      {term.term[other]}
                    </span>
                  ))}
              </dt>
              <dd>
                {term.definition[locale]}
                {lesson && (
                  <span className="mt-1.5 block text-sm">
                    {t("taughtIn")}{" "}
                    <Link
                      className="text-link"
                      href={`/${locale}/${lesson.path}${term.taughtIn?.section ? `#${term.taughtIn.section}` : ""}`}
                    >
                      {lesson.title}
                    </Link>
                  </span>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}

/** Every lesson of every course by its id. */
async function lessonTitles(locale: Locale): Promise<Map<string, { path: string; title: string }>> {
  const courses = await listCourses(contentDirectory());
  const summaries = courses.flatMap((course) =>
    course.weeks.flatMap((week) => week.days.flatMap((day) => day.sessions)),
  );
  const sessions = await Promise.all(summaries.map(({ path }) => loadSession(contentDirectory(), path)));
  return new Map(
    sessions.flatMap((session) =>
      (session?.parts ?? [])
        .flatMap((part) => part.lessons)
        .map(
          (lesson) =>
            [lesson.id, { path: `${session?.path}/${lesson.id}`, title: lesson.title[locale] }] as const,
        ),
    ),
  );
}
