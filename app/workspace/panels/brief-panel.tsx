"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { CheckResult } from "../../../lib/grading/result.ts";
import { StateMark } from "../../components/state-mark.tsx";
import type { ExerciseView } from "../exercise-view.ts";
import { checkMark } from "../results/check-mark.ts";

type BriefPanelProps = {
  exercise: ExerciseView;
  brief: ReactNode;
  notice: ReactNode;
  /** As far as the run that is shown has decided them. */
  checks: CheckResult[];
  /** They were seen on the live stack, and are no attempt's. */
  isLive: boolean;
};

/** What is asked, and then what will be looked at, task by task. */
export function BriefPanel({ exercise, brief, notice, checks, isLive }: BriefPanelProps) {
  const t = useTranslations("workspace");
  const c = useTranslations("verdict");
  const l = useTranslations("checks");
  return (
    <div className="panel-body brief">
      {notice}
      <div className="brief-text">{brief}</div>
      <h3 className="brief-tasks">{t("tasks")}</h3>
      {isLive && <p className="tasks-live">{l("briefNote")}</p>}
      <ol className="tasks">
        {exercise.tasks.map((task) => (
          <li key={task.id}>
            <p className="task-title">{task.title}</p>
            <ul>
              {task.checks.map((check) => {
                const result = checks.find(({ id }) => id === check.id);
                return (
                  <li key={check.id} className="task-check">
                    <StateMark
                      state={result ? checkMark(result.status) : "none"}
                      label={c(`status.${result?.status ?? "open"}`)}
                    />
                    <span>{check.aim}</span>
                    <span className="task-points">{t("points", { points: check.points })}</span>
                  </li>
                );
              })}
            </ul>
          </li>
        ))}
      </ol>
      {exercise.keptBack > 0 && (
        <p className="tasks-kept-back">{t("keptBack", { count: exercise.keptBack })}</p>
      )}
    </div>
  );
}
