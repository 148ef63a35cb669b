import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { CourseSummary } from "../../../lib/content/course.ts";
import type { SessionSummary } from "../../../lib/content/session.ts";
import type { Locale } from "../../../lib/i18n/message.ts";
import { ExerciseRow } from "../../components/exercise-row.tsx";
import { listExerciseSummaries } from "../../server/exercise-summaries.ts";
import type { Standings } from "../../server/standings.ts";

/** The session's page has all of them. */
const mostBegun = 3;

type ContentsProps = { course: CourseSummary; locale: Locale; finished: string[]; standings: Standings };

/** The table of contents: weeks, days, sessions, and the exercises that were begun in each. */
export async function CourseContents({ course, locale, finished, standings }: ContentsProps) {
  const t = await getTranslations("home");
  return (
    <section aria-labelledby={`course-${course.id}`} className="mt-20">
      <div className="border-ink border-t-2 pt-5">
        <h2 id={`course-${course.id}`} className="font-bold text-2xl">
          {course.title[locale]}
        </h2>
        <p className="mt-2 max-w-[42rem] text-soft">{course.description[locale]}</p>
      </div>
      {course.weeks.map(({ week, days }) =>
        days.map(({ day, sessions }) => (
          <section
            key={`${week}-${day}`}
            className="mt-10 grid gap-x-12 gap-y-4 desk:grid-cols-[9rem_minmax(0,1fr)]"
            aria-label={t("dayTitle", { week, day })}
          >
            <h3 className="pt-3 font-semibold text-faint text-sm tabular-nums">
              {t("dayTitle", { week, day })}
            </h3>
            <ol>
              {sessions.map((session) => (
                <SessionEntry
                  key={session.path}
                  session={session}
                  locale={locale}
                  finished={finished}
                  standings={standings}
                />
              ))}
            </ol>
          </section>
        )),
      )}
    </section>
  );
}

type EntryProps = { session: SessionSummary; locale: Locale; finished: string[]; standings: Standings };

async function SessionEntry({ session, locale, finished, standings }: EntryProps) {
  const t = await getTranslations("home");
  const ids = session.exerciseIds;
  const solved = ids.filter((id) => standings[id]?.state === "solved").length;
  const begun = ids.filter((id) => !["untouched", "solved"].includes(standings[id]?.state ?? "untouched"));
  const exercises = await listExerciseSummaries(begun.slice(0, mostBegun));
  const read = finished.filter((path) => path.startsWith(`${session.path}/`)).length;
  return (
    <li className="grid grid-cols-[2.5rem_minmax(0,1fr)] sm:grid-cols-[4rem_minmax(0,1fr)]">
      <span aria-hidden className="font-bold text-3xl text-accent tabular-nums leading-tight sm:text-4xl">
        {session.session}
      </span>
      <div>
        <p className="flex items-baseline gap-3">
          <Link href={`/${locale}/${session.path}`} className="row-link text-xl">
            {session.title[locale]}
          </Link>
          <span className="leader" />
          <span className="shrink-0 text-faint text-sm tabular-nums">
            {t("minutes", { minutes: session.minutes })}
          </span>
        </p>
        <p className="mt-1.5 max-w-[42rem] text-soft">{session.summary[locale]}</p>
        <p className="mt-1.5 text-faint text-sm tabular-nums">
          {t("progress", { read, lessons: session.lessonCount, solved, exercises: ids.length })}
        </p>
        {exercises.length > 0 && (
          <>
            <h4 className="exercise-group-title">{t("begun")}</h4>
            <ul>
              {exercises.map((exercise) => (
                <ExerciseRow
                  key={exercise.id}
                  exercise={exercise}
                  locale={locale}
                  standing={standings[exercise.id]}
                />
              ))}
            </ul>
          </>
        )}
      </div>
    </li>
  );
}
