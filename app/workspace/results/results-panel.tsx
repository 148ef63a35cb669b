"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { ExerciseView } from "../exercise-view.ts";
import { Figures } from "../figures/figures.tsx";
import type { AttemptsControl } from "../run/use-attempts.ts";
import { Timeline } from "../timeline/timeline.tsx";
import { AttemptHead } from "./attempt-head.tsx";
import { History } from "./history.tsx";
import type { Place } from "./place.ts";
import { type ResultsView, resultsViews } from "./use-results-view.ts";
import { Verdict } from "./verdict.tsx";

type ResultsPanelProps = {
  exercise: ExerciseView;
  attempts: AttemptsControl;
  files: WorkspaceFile[];
  onGoTo: (place: Place) => void;
  onRestore: (files: WorkspaceFile[]) => void;
  view: ResultsView;
  onView: (view: ResultsView) => void;
  /** How the checks stand on the live stack. */
  live: ReactNode;
};

/** What came of it: the verdict, the run as it went, and every attempt before. */
export function ResultsPanel(props: ResultsPanelProps) {
  const { exercise, attempts, files, onGoTo, onRestore, view, onView, live } = props;
  const t = useTranslations("results");
  const c = useTranslations("checks");
  const { shown, feed } = attempts;

  return (
    <>
      <header className="panel-head">
        <h2 className="sr-only">{t("title")}</h2>
        <fieldset className="segmented segmented-words" aria-label={t("title")}>
          {resultsViews.map((name) => (
            <button key={name} type="button" aria-pressed={view === name} onClick={() => onView(name)}>
              {name === "live" ? c("view") : t(name)}
              {name === "history" && attempts.list[0] && (
                <span className="count">{attempts.list[0].number}</span>
              )}
            </button>
          ))}
        </fieldset>
      </header>
      <div className="panel-body results">
        {view === "live" ? (
          live
        ) : view === "history" ? (
          <History attempts={attempts} files={files} onRestore={onRestore} />
        ) : !shown ? (
          <p className="results-empty">{t("empty")}</p>
        ) : (
          <>
            <AttemptHead attempts={attempts} />
            {view === "timeline" ? (
              <>
                {feed && <Timeline run={feed.run} stages={exercise.stages} steps={exercise.steps} />}
                <Figures figures={shown.result?.figures ?? []} steps={exercise.steps} />
              </>
            ) : (
              <Verdict exercise={exercise} attempt={shown} run={feed?.run} files={files} onGoTo={onGoTo} />
            )}
          </>
        )}
      </div>
    </>
  );
}
