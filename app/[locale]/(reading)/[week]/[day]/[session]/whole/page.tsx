import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type Lesson, loadLesson } from "../../../../../../../lib/content/lesson.ts";
import { mdxComponent } from "../../../../../../../lib/content/mdx/component.ts";
import { loadSession } from "../../../../../../../lib/content/session.ts";
import { Breadcrumb } from "../../../../../../components/breadcrumb.tsx";
import { requireLocale } from "../../../../../../i18n/require-locale.ts";
import { lessonComponents } from "../../../../../../lesson/component-map.tsx";
import { StaleStart } from "../../../../../../lesson/headings.tsx";
import { staleOf } from "../../../../../../lesson/lesson-place.ts";
import { Runnable } from "../../../../../../lesson/run/runnable.tsx";
import { contentDirectory } from "../../../../../../server/content-directory.ts";

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

/** A session's lessons one after the other on one page: to read offline, to print, to search in. */
export default async function WholeSessionPage(props: PageProps) {
  const { locale, session } = await load(props);
  const t = await getTranslations("session");
  const ids = session.parts.flatMap((part) => part.lessons.map(({ id }) => id));
  const lessons = await Promise.all(
    ids.map((id) => loadLesson(contentDirectory(), session.path, id, locale)),
  );
  const there = lessons.filter((lesson) => lesson !== undefined);

  return (
    <div className="page whole-session">
      <header className="lesson-header">
        <Breadcrumb
          label={t("place")}
          crumbs={[
            { text: session.course.title[locale], href: `/${locale}` },
            { text: t("week", { week: session.week }) },
            { text: t("day", { day: session.day }) },
            { text: t("session", { session: session.session }), href: `/${locale}/${session.path}` },
            { text: t("whole") },
          ]}
        />
        <p className="whole-title">{session.title[locale]}</p>
        <p className="lesson-summary">{session.summary[locale]}</p>
        <nav aria-label={t("parts")}>
          <ol className="whole-contents">
            {there.map(({ id, title }) => (
              <li key={id}>
                <a className="text-link" href={`#${id}`}>
                  {title}
                </a>
              </li>
            ))}
          </ol>
        </nav>
      </header>
      {there.map((lesson) => (
        <WholeLesson key={lesson.id} lesson={lesson} />
      ))}
    </div>
  );
}

async function WholeLesson({ lesson }: { lesson: Lesson }) {
  const { id, locale, title, summary, session } = lesson;
  const Content = mdxComponent(lesson.code);
  const stale = staleOf(lesson);
  return (
    <article className="lesson" lang={locale}>
      <header className="lesson-header">
        <h1 id={id}>{title}</h1>
        <p className="lesson-summary">{summary}</p>
      </header>
      <Runnable lesson={lesson}>
        <StaleStart stale={stale} t={await getTranslations("lesson")} />
        <Content
          components={await lessonComponents({ locale, sessionPath: session.path, among: id, stale })}
        />
      </Runnable>
    </article>
  );
}
