"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { ExerciseView } from "../../exercise-view.ts";

type TrialQuestionProps = { steps: ExerciseView["steps"]; onYes: () => void; onNo: () => void };

/** Asked before the whole exercise is worked off on the student's own stack: what will be disturbed. */
export function TrialQuestion({ steps, onYes, onNo }: TrialQuestionProps) {
  const t = useTranslations("checks");
  const texts = [...new Set(Object.values(steps))];
  const question = useRef<HTMLDivElement>(null);
  const safe = useRef<HTMLButtonElement>(null);
  // The answers stand below a text that must be read first: the focus does not scroll past it.
  useEffect(() => {
    safe.current?.focus({ preventScroll: true });
    question.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div
      ref={question}
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
        <button ref={safe} type="button" className="button" data-size="small" onClick={onNo}>
          {t("no")}
        </button>
        <button type="button" className="button" data-size="small" data-kind="primary" onClick={onYes}>
          {t("yes")}
        </button>
      </div>
    </div>
  );
}
