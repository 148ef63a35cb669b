import { getTranslations } from "next-intl/server";
import type { Locale } from "../../lib/i18n/message.ts";
import { listExerciseSummaries } from "../server/exercise-summaries.ts";
import type { Standings } from "../server/standings.ts";
import { ExerciseRow } from "./exercise-row.tsx";

type ExerciseGroupProps = { ids: string[]; locale: Locale; standings: Standings };

/** The exercises of one part under a heading that says how many of them have been passed. */
export async function ExerciseGroup({ ids, locale, standings }: ExerciseGroupProps) {
  if (ids.length === 0) return null;
  const t = await getTranslations("exerciseGroup");
  const exercises = await listExerciseSummaries(ids);
  const solved = ids.filter((id) => standings[id]?.state === "solved").length;
  return (
    <>
      <h4 className="exercise-group-title">
        {t("title")}
        <span>{t("progress", { solved, count: ids.length })}</span>
      </h4>
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
  );
}
