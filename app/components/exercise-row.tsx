import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { Locale } from "../../lib/i18n/message.ts";
import type { ExerciseSummary } from "../server/exercise-summaries.ts";
import type { Standing } from "../server/standings.ts";
import { type MarkState, StateMark } from "./state-mark.tsx";

type ExerciseRowProps = { exercise: ExerciseSummary; locale: Locale; standing: Standing | undefined };

/** One exercise in a list, with how far this learner has come in it. */
export async function ExerciseRow({ exercise, locale, standing }: ExerciseRowProps) {
  const t = await getTranslations("exerciseRow");
  const state = standing?.state ?? "untouched";
  return (
    <li className="row" data-kind="exercise">
      <span className="row-mark">
        <StateMark state={marks[state]} label={t(`state.${state}`)} />
      </span>
      <span>
        <Link href={`/${locale}/exercises/${exercise.id}`} className="row-link">
          {exercise.title[locale]}
        </Link>
        <span className="mt-0.5 block text-[0.9375rem] text-soft">{exercise.summary[locale]}</span>
      </span>
      <span className="row-fact">
        {t("minutes", { minutes: exercise.minutes })}
        {state !== "untouched" && (
          <span className="row-state" data-state={state}>
            {standing?.best === undefined
              ? t(`state.${state}`)
              : t("score", { score: standing.best, points: exercise.points })}
          </span>
        )}
      </span>
    </li>
  );
}

const marks: Record<Standing["state"], MarkState> = {
  untouched: "none",
  started: "started",
  running: "started",
  partly: "warn",
  solved: "good",
};
