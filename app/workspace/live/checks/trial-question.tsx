"use client";

import { useTranslations } from "next-intl";
import type { ExerciseView } from "../../exercise-view.ts";

type TrialQuestionProps = { steps: ExerciseView["steps"]; onYes: () => void; onNo: () => void };

/** Asked before the whole exercise is worked off on the student's own stack: what will be disturbed. */
export function TrialQuestion({ steps, onYes, onNo }: TrialQuestionProps) {
  const t = useTranslations("checks");
  const texts = [...new Set(Object.values(steps))];
  return (
    <div
      className="trial-question"
      role="alertdialog"
      aria-labelledby="trial-question"
      aria-describedby="trial-question-text"
      onKeyDown={(event) => {
        if (event.key === "Escape") onNo();
      }}
    >
      <h3 id="trial-question">{t("question")}</h3>
      <div id="trial-question-text">
        <p>{t("disturbs")}</p>
        <ol>
          <li>{t("takesDown")}</li>
          {texts.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ol>
        <p>{t("putsBack")}</p>
      </div>
      <div className="trial-answers">
        {/* biome-ignore lint/a11y/noAutofocus: the question appears because it was asked for; nothing is done yet. */}
        <button type="button" className="button" data-size="small" autoFocus onClick={onNo}>
          {t("no")}
        </button>
        <button type="button" className="button" data-size="small" data-kind="primary" onClick={onYes}>
          {t("yes")}
        </button>
      </div>
    </div>
  );
}
