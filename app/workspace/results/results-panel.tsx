"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { ExerciseView } from "../exercise-view.ts";
import type { AttemptsControl } from "../run/use-attempts.ts";
import { Timeline } from "../timeline/timeline.tsx";
import { AttemptHead } from "./attempt-head.tsx";
import { History } from "./history.tsx";
import type { Place } from "./place.ts";
import { Verdict } from "./verdict.tsx";

type ResultsPanelProps = {
  exercise: ExerciseView;
  attempts: AttemptsControl;
  files: WorkspaceFile[];
  onGoTo: (place: Place) => void;
  onRestore: (files: WorkspaceFile[]) => void;
};

const views = ["verdict", "timeline", "history"] as const;
type View = (typeof views)[number];

/** What came of it: the verdict, the run as it went, and every attempt before. */
export function ResultsPanel({ exercise, attempts, files, onGoTo, onRestore }: ResultsPanelProps) {
  const t = useTranslations("results");
  const [view, setView] = useState<View>("verdict");
  const { shown, feed } = attempts;
  const ended = shown?.state === "ended" || shown?.state === "cancelled";

  // While a run goes on its course is what there is to see; at its end, the verdict.
  useEffect(() => {
    if (shown) setView(ended ? "verdict" : "timeline");
  }, [shown?.id, ended, shown]);

  return (
    <>
      <header className="panel-head">
        <h2 className="sr-only">{t("title")}</h2>
        <fieldset className="segmented segmented-words" aria-label={t("title")}>
          {views.map((name) => (
            <button key={name} type="button" aria-pressed={view === name} onClick={() => setView(name)}>
              {t(name)}
              {name === "history" && attempts.list[0] && (
                <span className="count">{attempts.list[0].number}</span>
              )}
            </button>
          ))}
        </fieldset>
      </header>
      <div className="panel-body results">
        {view === "history" ? (
          <History attempts={attempts} files={files} onRestore={onRestore} />
        ) : !shown ? (
          <p className="results-empty">{t("empty")}</p>
        ) : (
          <>
            <AttemptHead attempts={attempts} />
            {view === "timeline" ? (
              feed && <Timeline run={feed.run} stages={exercise.stages} steps={exercise.steps} />
            ) : (
              <Verdict exercise={exercise} attempt={shown} run={feed?.run} files={files} onGoTo={onGoTo} />
            )}
          </>
        )}
      </div>
    </>
  );
}
