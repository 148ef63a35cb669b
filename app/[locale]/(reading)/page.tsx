import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { listCourses } from "../../../lib/content/course.ts";
import { loadSession } from "../../../lib/content/session.ts";
import { requireLocale } from "../../i18n/require-locale.ts";
import { LabNotice } from "../../lab/lab-notice.tsx";
import { readReadingRecord } from "../../reading/read-record.ts";
import { contentDirectory } from "../../server/content-directory.ts";
import { readStandings } from "../../server/standings.ts";
import { CourseContents } from "./course-contents.tsx";
import { HowItWorks } from "./how-it-works.tsx";

type PageProps = { params: Promise<{ locale: string }> };

export default async function HomePage({ params }: PageProps) {
  const locale = requireLocale((await params).locale);
  const t = await getTranslations("home");
  const courses = await listCourses(contentDirectory());
  const record = await readReadingRecord();
  const resume = await findLesson(record.place);
  const first = courses[0]?.weeks[0]?.days[0]?.sessions[0];
  const standings = await readStandings();

  return (
    <div className="page">
      <section className="grid items-end gap-x-16 gap-y-10 pt-10 sm:pt-20 desk:grid-cols-[minmax(0,1fr)_26rem]">
        <div>
          <h1 className="font-bold text-[clamp(2.125rem,1.4rem+2.8vw,3.375rem)] leading-[1.2]">
            {t("title")}
          </h1>
          <p className="mt-6 max-w-[36rem] text-lg text-soft">{t("lead")}</p>
          <p className="mt-8 flex flex-wrap items-center gap-x-5 gap-y-3">
            {resume ? (
              <>
                <Link
                  className="button"
                  data-kind="primary"
                  href={`/${locale}/${record.place}${record.section ? `#${record.section}` : ""}`}
                >
                  {t("resume")}
                </Link>
                <span className="text-sm text-soft">{t("resumeAt", { lesson: resume.title[locale] })}</span>
              </>
            ) : (
              first && (
                <Link className="button" data-kind="primary" href={`/${locale}/${first.path}`}>
                  {t("begin")}
                </Link>
              )
            )}
          </p>
        </div>
        <LabNotice locale={locale} />
      </section>
      <HowItWorks />
      {courses.map((course) => (
        <CourseContents
          key={course.id}
          course={course}
          locale={locale}
          finished={record.finished}
          standings={standings}
        />
      ))}
    </div>
  );
}

/** The lesson last open, as long as it still exists. */
async function findLesson(place: string | undefined) {
  if (!place) return undefined;
  const cut = place.lastIndexOf("/");
  const session = await loadSession(contentDirectory(), place.slice(0, cut));
  return session?.parts.flatMap((part) => part.lessons).find((lesson) => lesson.id === place.slice(cut + 1));
}
