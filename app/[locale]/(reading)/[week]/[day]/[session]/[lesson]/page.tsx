import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { loadLesson } from "../../../../../../../lib/content/lesson.ts";
import { mdxComponent } from "../../../../../../../lib/content/mdx/component.ts";
import { AuthorProblems } from "../../../../../../author/author-problems.tsx";
import { AuthorReload } from "../../../../../../author/author-reload.tsx";
import { isAuthoring, readOrProblems } from "../../../../../../author/read-or-problems.ts";
import { Breadcrumb } from "../../../../../../components/breadcrumb.tsx";
import { requireLocale } from "../../../../../../i18n/require-locale.ts";
import { lessonComponents } from "../../../../../../lesson/component-map.tsx";
import { NameLights } from "../../../../../../lesson/diagram/name-lights.tsx";
import { StaleStart } from "../../../../../../lesson/headings.tsx";
import { staleOf } from "../../../../../../lesson/lesson-place.ts";
import { Runnable } from "../../../../../../lesson/run/runnable.tsx";
import { readReadingRecord } from "../../../../../../reading/read-record.ts";
import { ReadingTracker } from "../../../../../../reading/reading-tracker.tsx";
import { contentDirectory } from "../../../../../../server/content-directory.ts";
import { LessonNeighbours } from "./lesson-neighbours.tsx";
import { SessionRail } from "./session-rail.tsx";
import { TableOfContents } from "./table-of-contents.tsx";

type PageProps = {
  params: Promise<{ locale: string; week: string; day: string; session: string; lesson: string }>;
};

async function load({ params }: PageProps) {
  const { locale: segment, week, day, session, lesson: id } = await params;
  const locale = requireLocale(segment);
  const sessionPath = `${week}/${day}/${session}`;
  const read = await readOrProblems(() => loadLesson(contentDirectory(), sessionPath, id, locale));
  if ("problems" in read) return { locale, path: `${sessionPath}/${id}`, problems: read.problems };
  if (!read.value) notFound();
  return { locale, lesson: read.value };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { lesson } = await load(props);
  return lesson ? { title: lesson.title, description: lesson.summary } : {};
}

export default async function LessonPage(props: PageProps) {
  const loaded = await load(props);
  if (!loaded.lesson)
    return <AuthorProblems lesson={loaded.path} locale={loaded.locale} problems={loaded.problems} />;
  const { locale, lesson } = loaded;
  const t = await getTranslations("lesson");
  const s = await getTranslations("session");
  const { finished, place, section } = await readReadingRecord();
  const { session } = lesson;
  const Content = mdxComponent(lesson.code);
  const stale = staleOf(lesson);
  const partNumber = session.parts.findIndex((part) => part.id === lesson.part.id) + 1;
  const path = `${session.path}/${lesson.id}`;
  const left = place === path ? lesson.headings.find(({ id }) => id === section) : undefined;
  const contents = lesson.headings.map(({ depth, id, text }) => ({ depth, id, text }));

  return (
    <div className="page lesson-page">
      <SessionRail session={session} current={lesson.id} finished={finished} locale={locale} />
      <div className="min-w-0">
        <article className="lesson" lang={locale}>
          <header className="lesson-header">
            <Breadcrumb
              label={s("place")}
              crumbs={[
                { text: session.course.title[locale], href: `/${locale}` },
                { text: s("week", { week: session.week }) },
                { text: s("day", { day: session.day }) },
                { text: s("session", { session: session.session }), href: `/${locale}/${session.path}` },
                { text: t("part", { part: partNumber, title: lesson.part.title[locale] }) },
              ]}
            />
            <h1>{lesson.title}</h1>
            <p className="lesson-summary">{lesson.summary}</p>
            <p className="flex flex-wrap gap-x-4 text-faint text-sm tabular-nums">
              <span>{t("minutes", { minutes: lesson.minutes })}</span>
              {left && (
                <a className="text-link print:hidden" href={`#${left.id}`}>
                  {t("left", { heading: left.text })}
                </a>
              )}
            </p>
          </header>
          <details className="toc-small print:hidden">
            <summary>{t("contents")}</summary>
            <ol>
              {contents.map((heading) => (
                <li key={heading.id} data-depth={heading.depth}>
                  <a href={`#${heading.id}`}>{heading.text}</a>
                </li>
              ))}
            </ol>
          </details>
          <Runnable lesson={lesson}>
            <StaleStart stale={stale} t={t} />
            <Content components={await lessonComponents({ locale, sessionPath: session.path, stale })} />
          </Runnable>
          <NameLights />
        </article>
        {isAuthoring() && <AuthorReload lesson={path} />}
        <ReadingTracker path={path} headings={contents} />
        <LessonNeighbours locale={locale} lesson={lesson} />
      </div>
      <TableOfContents title={t("contents")} headings={contents} />
    </div>
  );
}
