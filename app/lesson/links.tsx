import { ArrowRightIcon } from "lucide-react";
import Link from "next/link";
import { listExerciseSummaries } from "../server/exercise-summaries.ts";
import { type LessonPlace, sectionId } from "./lesson-place.ts";
import { ScrollBox } from "./scroll-box.tsx";
import { Term } from "./term.tsx";
import type { LessonTexts, PropsOf } from "./texts.ts";

/** What leads elsewhere, and the plain elements of Markdown that need a hand to be accessible. */
export function linkComponents({ locale, sessionPath, among }: LessonPlace, t: LessonTexts) {
  const ownId = (id = "") => (among ? sectionId(among, id) : id);
  const hrefOf = (lesson: string, section?: string) =>
    among
      ? `#${sectionId(lesson, section)}`
      : `/${locale}/${sessionPath}/${lesson}${section ? `#${section}` : ""}`;
  return {
    Term: ({ id, term, definition, children }: PropsOf<"Term">) => (
      <Term href={`/${locale}/glossary#${id}`} term={term} definition={definition}>
        {children}
      </Term>
    ),
    LessonLink: ({ to, section, children }: PropsOf<"LessonLink">) => (
      <Link href={hrefOf(to, section)}>{children}</Link>
    ),
    async ExerciseLink({ id, children }: PropsOf<"ExerciseLink">) {
      const [exercise] = await listExerciseSummaries([id]);
      return (
        <div className="exercise-link">
          <p className="exercise-link-label">{t("exercise")}</p>
          <p>
            <Link href={`/${locale}/exercises/${id}`} className="exercise-link-title">
              {exercise?.title[locale] ?? id}
              <ArrowRightIcon size={18} aria-hidden />
            </Link>
          </p>
          {exercise && (
            <p className="exercise-link-facts">
              {t("exerciseFacts", { minutes: exercise.minutes, points: exercise.points })}
            </p>
          )}
          {children && <div className="exercise-link-why">{children}</div>}
        </div>
      );
    },
    a({ href = "", children }: PropsOf<"a">) {
      if (/^https?:/.test(href)) {
        return (
          <a href={href} rel="noreferrer" className="external">
            {children}
          </a>
        );
      }
      return <Link href={href.startsWith("#") ? `#${ownId(href.slice(1))}` : href}>{children}</Link>;
    },
    table: ({ children }: PropsOf<"table">) => (
      <ScrollBox label={t("table")} className="table-box">
        <table>{children}</table>
      </ScrollBox>
    ),
    input: ({ checked }: PropsOf<"input">) => (
      <input
        type="checkbox"
        checked={checked}
        disabled
        readOnly
        aria-label={checked ? t("done") : t("open")}
      />
    ),
  };
}
