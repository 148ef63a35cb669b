"use client";

import { useLocale, useTranslations } from "next-intl";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { CheckResult, RunResult } from "../../../lib/grading/result.ts";
import type { Locale } from "../../../lib/i18n/message.ts";
import { translate } from "../../../lib/i18n/translate.ts";
import { type MarkState, StateMark } from "../../components/state-mark.tsx";
import type { AttemptDetail } from "../api.ts";
import { sameFiles } from "../draft/starting-point.ts";
import type { ExerciseView } from "../exercise-view.ts";
import type { RunState } from "../run/run-state.ts";
import { CheckEntry } from "./check-entry.tsx";
import type { Place } from "./place.ts";
import { Provenance } from "./provenance.tsx";
import { RichText } from "./rich-text.tsx";
import { TryNext } from "./try-next.tsx";

type VerdictProps = {
  exercise: ExerciseView;
  attempt: AttemptDetail;
  run: RunState | undefined;
  files: WorkspaceFile[];
  onGoTo: (place: Place) => void;
};

/** What came of an attempt. "You failed", "it could not be graded" and "we broke" never look alike. */
export function Verdict({ exercise, attempt, run, files, onGoTo }: VerdictProps) {
  const t = useTranslations("verdict");
  const { result } = attempt;
  const changed = !sameFiles(attempt.files, files);
  if (!result) {
    if (attempt.state === "cancelled") {
      return (
        <Outcome kind="cancelled" mark="ended" title={t("cancelled.title")} text={t("cancelled.text")} />
      );
    }
    const ended = run?.phase === "ended";
    return <SoFar exercise={exercise} checks={run?.checks ?? []} ended={ended} onGoTo={onGoTo} />;
  }
  if (result.kind !== "graded") {
    return <NoVerdict exercise={exercise} result={result} onGoTo={onGoTo} />;
  }
  const first = result.checks.find(({ status }) => status === "failed" || status === "error");
  return (
    <div className="verdict" data-kind="graded">
      <Score result={result} purpose={attempt.purpose} />
      {changed && <p className="verdict-note">{t("changedSince")}</p>}
      {attempt.purpose === "run" && exercise.keptBack > 0 && (
        <p className="verdict-note">{t("keptBack", { count: exercise.keptBack })}</p>
      )}
      {first && (
        <section className="first-to-fix" aria-labelledby="first-to-fix">
          <h3 id="first-to-fix">{t("firstToFix")}</h3>
          <CheckEntry exercise={exercise} check={first} onGoTo={onGoTo} open />
        </section>
      )}
      {result.score === result.maxScore && <TryNext text={exercise.next} />}
      <Tasks exercise={exercise} checks={result.checks} except={first?.id} onGoTo={onGoTo} />
      <Provenance result={result} stages={exercise.stages} />
    </div>
  );
}

function Score({ result, purpose }: { result: RunResult; purpose: AttemptDetail["purpose"] }) {
  const t = useTranslations("verdict");
  const full = result.score === result.maxScore;
  const share = result.maxScore > 0 ? result.score / result.maxScore : 0;
  return (
    <div className="score" data-full={full || undefined}>
      <p className="score-number">
        {result.score}
        <span>{t("of", { points: result.maxScore })}</span>
      </p>
      <div className="score-words">
        <p>{full ? t("full") : t("partly", { missing: result.maxScore - result.score })}</p>
        <p className="score-purpose">{purpose === "run" ? t("wasRun") : t("wasSubmit")}</p>
      </div>
      <div className="score-bar" aria-hidden>
        <span style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

type TasksProps = {
  exercise: ExerciseView;
  checks: CheckResult[];
  except?: string;
  onGoTo: (place: Place) => void;
};

function Tasks({ exercise, checks, except, onGoTo }: TasksProps) {
  const t = useTranslations("verdict");
  return exercise.tasks.map((task) => {
    const own = checks.filter((check) => check.task === task.id);
    if (own.length === 0) return null;
    const won = own.reduce((sum, check) => sum + check.points, 0);
    const of = own.reduce((sum, check) => sum + check.maxPoints, 0);
    return (
      <section key={task.id} className="verdict-task">
        <h3>
          {task.title}
          <span className="leader" />
          <span className="verdict-points">{t("points", { won, of })}</span>
        </h3>
        <ul>
          {own.map((check) => (
            <li key={check.id}>
              {check.id === except ? (
                <p className="check-above">
                  <StateMark state="bad" size={14} label={t("status.failed")} />
                  {t("seeAbove")}
                </p>
              ) : (
                <CheckEntry exercise={exercise} check={check} onGoTo={onGoTo} />
              )}
            </li>
          ))}
        </ul>
      </section>
    );
  });
}

type SoFarProps = Pick<TasksProps, "exercise" | "checks" | "onGoTo"> & { ended: boolean };

/** The checks that were decided while the run still goes on, or while its result is being fetched. */
function SoFar({ exercise, checks, ended, onGoTo }: SoFarProps) {
  const t = useTranslations("verdict");
  return (
    <div className="verdict">
      <p className="verdict-note">{ended ? t("fetching") : t("soFar", { decided: checks.length })}</p>
      <Tasks exercise={exercise} checks={checks} onGoTo={onGoTo} />
    </div>
  );
}

type NoVerdictProps = { exercise: ExerciseView; result: RunResult; onGoTo: (place: Place) => void };

function NoVerdict({ exercise, result, onGoTo }: NoVerdictProps) {
  const t = useTranslations("verdict");
  const locale = useLocale() as Locale;
  const ours = result.kind === "infra_error";
  return (
    <div className="verdict">
      <Outcome
        kind={result.kind}
        mark={ours ? "none" : "warn"}
        title={ours ? t("infra.title") : t("ungradable.title")}
        reason={result.reason && translate(result.reason, locale)}
        text={ours ? t("infra.text") : t("ungradable.text")}
      />
      <Tasks exercise={exercise} checks={result.checks} onGoTo={onGoTo} />
      <Provenance result={result} stages={exercise.stages} />
    </div>
  );
}

type OutcomeProps = { kind: string; mark: MarkState; title: string; reason?: string; text: string };

function Outcome({ kind, mark, title, reason, text }: OutcomeProps) {
  return (
    <section className="outcome" data-kind={kind}>
      <h3>
        <StateMark state={mark} size={18} />
        {title}
      </h3>
      {reason && (
        <p className="outcome-reason">
          <RichText text={reason} />
        </p>
      )}
      <p>{text}</p>
    </section>
  );
}
