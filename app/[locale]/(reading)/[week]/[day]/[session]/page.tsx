import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { loadGlossary } from "../../../../../../lib/content/glossary.ts";
import { loadSession } from "../../../../../../lib/content/session.ts";
import { Breadcrumb } from "../../../../../components/breadcrumb.tsx";
import { ExerciseGroup } from "../../../../../components/exercise-group.tsx";
import { requireLocale } from "../../../../../i18n/require-locale.ts";
import { LabNotice } from "../../../../../lab/lab-notice.tsx";
import { readReadingRecord } from "../../../../../reading/read-record.ts";
import { contentDirectory } from "../../../../../server/content-directory.ts";
import { readStandings } from "../../../../../server/standings.ts";
import { SessionPart } from "./session-part.tsx";

type PageProps = { params: Promise<{ locale: string; week: string; day: string; session: string }> };

async function load({ params }: PageProps) {
  const { locale: segment, week, day, session: name } = await params;
  const locale = requireLocale(segment);
  const session = await loadSession(contentDirectory(), `${week}/${day}/${name}`);
  if (!session) notFound();
  return { locale, session };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { locale, session } = await load(props);
  return { title: session.title[locale], description: session.summary[locale] };
}

export default async function SessionPage(props: PageProps) {
  const { locale, session } = await load(props);
  const t = await getTranslations("session");
  const { finished } = await readReadingRecord();
  const standings = await readStandings();
  const glossary = await loadGlossary(contentDirectory());
  const keywords = glossary.filter((term) => session.keywords.includes(term.id));
  const lessons = session.parts.flatMap((part) => part.lessons);
  const read = lessons.filter((lesson) => finished.includes(`${session.path}/${lesson.id}`));
  const next = lessons.find((lesson) => !read.includes(lesson)) ?? lessons[0];

  return (
    <div className="page">
      <header className="max-w-3xl pt-8 sm:pt-14">
        <Breadcrumb
          label={t("place")}
          crumbs={[
            { text: session.course.title[locale], href: `/${locale}` },
            { text: t("week", { week: session.week }) },
            { text: t("day", { day: session.day }) },
            { text: t("session", { session: session.session }) },
          ]}
        />
        <h1 className="mt-4 font-bold text-3xl sm:text-4xl">{session.title[locale]}</h1>
        <p className="mt-4 text-lg text-soft">{session.summary[locale]}</p>
        <p className="mt-5 flex flex-wrap items-center gap-x-5 gap-y-3">
          {next && (
            <Link className="button" data-kind="primary" href={`/${locale}/${session.path}/${next.id}`}>
              {read.length === 0 ? t("start") : t("continue")}
            </Link>
          )}
          <span className="text-faint text-sm tabular-nums">
            {t("facts", {
              minutes: session.minutes,
              read: read.length,
              lessons: lessons.length,
              solved: session.exerciseIds.filter((id) => standings[id]?.state === "solved").length,
              exercises: session.exerciseIds.length,
            })}
          </span>
          <Link className="text-link text-sm" href={`/${locale}/${session.path}/whole`}>
            {t("whole")}
          </Link>
          <Link className="text-link text-sm" href={`/${locale}/${session.path}/present`} prefetch={false}>
            {t("present")}
          </Link>
        </p>
      </header>
      <div className="mt-12 grid gap-x-16 gap-y-12 desk:grid-cols-[minmax(0,1fr)_17rem]">
        <section aria-labelledby="parts">
          <h2 id="parts" className="sr-only">
            {t("parts")}
          </h2>
          <ol className="thread">
            {session.parts.map((part, index) => (
              <SessionPart
                key={part.id}
                part={part}
                number={index + 1}
                locale={locale}
                sessionPath={session.path}
                finished={finished}
                standings={standings}
              />
            ))}
            {session.otherExerciseIds.length > 0 && (
              <li>
                <h3 className="font-semibold text-xl">{t("moreExercises")}</h3>
                <ExerciseGroup ids={session.otherExerciseIds} locale={locale} standings={standings} />
              </li>
            )}
          </ol>
        </section>
        <aside className="space-y-10 desk:pt-1">
          <section aria-labelledby="objectives">
            <h2 id="objectives" className="aside-title">
              {t("objectives")}
            </h2>
            <ul className="aside-list">
              {session.objectives.map((objective) => (
                <li key={objective.en}>{objective[locale]}</li>
              ))}
            </ul>
          </section>
          <LabNotice locale={locale} />
          {keywords.length > 0 && (
            <section aria-labelledby="keywords">
              <h2 id="keywords" className="aside-title">
                {t("keywords")}
              </h2>
              <ul className="flex flex-wrap gap-x-4 gap-y-1.5 text-sm">
                {keywords.map((term) => (
                  <li key={term.id}>
                    <Link className="text-link" href={`/${locale}/glossary#${term.id}`}>
                      {term.term[locale]}
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </aside>
      </div>
    </div>
  );
}
