"use client";

import { SquareIcon, StethoscopeIcon } from "lucide-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useRef } from "react";
import { firstToFix } from "../../../../lib/grading/first-to-fix.ts";
import type { Locale } from "../../../../lib/i18n/message.ts";
import { translate } from "../../../../lib/i18n/translate.ts";
import { StateMark } from "../../../components/state-mark.tsx";
import type { ExerciseView } from "../../exercise-view.ts";
import { Figures } from "../../figures/figures.tsx";
import { CheckEntry } from "../../results/check-entry.tsx";
import type { Place } from "../../results/place.ts";
import { RichText } from "../../results/rich-text.tsx";
import { useReadersZone } from "../../results/use-readers-zone.ts";
import { Elapsed } from "../../run/elapsed.tsx";
import { Timeline } from "../../timeline/timeline.tsx";
import { liveResults } from "./checks-session.ts";
import { LiveCheck } from "./live-check.tsx";
import { TrialQuestion } from "./trial-question.tsx";
import type { LiveChecksControl } from "./use-checks.ts";

type LiveChecksViewProps = {
  exercise: ExerciseView;
  checks: LiveChecksControl;
  /** Whether the question before a trial is being asked. */
  isAsking: boolean;
  onAsk: (asking: boolean) => void;
  onOpenSandbox: () => void;
  onGoTo: (place: Place) => void;
};

/** How the exercise's checks stand on the stack that the student has up. No attempt. */
export function LiveChecksView(props: LiveChecksViewProps) {
  const { exercise, checks, isAsking, onAsk, onOpenSandbox, onGoTo } = props;
  const t = useTranslations("checks");
  const view = useRef<HTMLDivElement>(null);
  if (!checks.isThere) {
    return (
      <div className="live-checks-none">
        <p>{t("noSandbox")}</p>
        <button type="button" className="button" data-size="small" onClick={onOpenSandbox}>
          {t("toSandbox")}
        </button>
      </div>
    );
  }
  const results = liveResults(checks);
  const first = checks.isTrying ? undefined : firstToFix(results).find(({ status }) => status === "failed");
  return (
    <div ref={view} className="verdict live-checks">
      <Head checks={checks} onAsk={() => onAsk(true)} />
      {isAsking && !checks.isTrying && (
        <TrialQuestion
          steps={exercise.steps}
          onNo={() => onAsk(false)}
          onYes={() => {
            onAsk(false);
            checks.ask({ type: "check" });
            // The question stood below; how the check goes is told at the top.
            view.current?.scrollIntoView({ block: "start" });
          }}
        />
      )}
      {checks.isTrying && <Timeline run={checks.run} stages={exercise.stages} steps={exercise.steps} />}
      {first && (
        <section className="first-to-fix" aria-labelledby="live-first-to-fix">
          <h3 id="live-first-to-fix">{t("firstToFix")}</h3>
          <CheckEntry exercise={exercise} check={first} onGoTo={onGoTo} open />
        </section>
      )}
      {exercise.tasks.map((task) => (
        <section key={task.id} className="verdict-task">
          <h3>{task.title}</h3>
          <ul>
            {task.checks.map((check) => (
              <li key={check.id}>
                <LiveCheck
                  {...props}
                  aim={check.aim}
                  isFirst={first?.id === check.id}
                  ticksByItself={checks.byThemselves?.has(check.id) ?? false}
                  result={results.find(({ id }) => id === check.id)}
                  seenByTrial={seenByTrial(checks, check.id)}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {!checks.isTrying && checks.run.stages.length > 0 && (
        <details className="evidence" open={checks.figures.length > 0 || undefined}>
          <summary>{t("course")}</summary>
          <Timeline run={checks.run} stages={exercise.stages} steps={exercise.steps} />
          <Figures figures={checks.figures} steps={exercise.steps} />
        </details>
      )}
    </div>
  );
}

function Head({ checks, onAsk }: { checks: LiveChecksControl; onAsk: () => void }) {
  const t = useTranslations("checks");
  const locale = useLocale() as Locale;
  const { trial, isTrying } = checks;
  return (
    <div className="live-checks-head">
      {isTrying && trial ? (
        <button
          type="button"
          className="button"
          data-size="small"
          disabled={trial.state === "restoring"}
          onClick={() => checks.ask({ type: "cancel" })}
        >
          <SquareIcon size={14} aria-hidden />
          {t("cancel")}
        </button>
      ) : (
        <button
          type="button"
          className="button"
          data-size="small"
          data-kind="primary"
          disabled={checks.connection !== "open"}
          onClick={onAsk}
        >
          <StethoscopeIcon size={15} aria-hidden />
          {t("check")}
        </button>
      )}
      <p className="live-checks-mark">{t("mark")}</p>
      <p role="status" className="live-checks-status">
        {trial && isTrying ? (
          <>
            <StateMark state="started" size={14} />
            {t(`trial.${trial.state}`)}
            <Elapsed since={trial.startedAt} />
          </>
        ) : (
          <Looking checks={checks} />
        )}
      </p>
      {trial && !isTrying && trial.state !== "ended" && (
        <p className="live-checks-trouble">
          <StateMark state="warn" size={14} />
          <span>
            <RichText text={trial.reason ? translate(trial.reason, locale) : t("trial.cancelled")} />
          </span>
        </p>
      )}
    </div>
  );
}

function Looking({ checks: { ticking, connection } }: { checks: LiveChecksControl }) {
  const t = useTranslations("checks");
  const format = useFormatter();
  const timeZone = useReadersZone();
  if (connection !== "open") return t("connecting");
  if (ticking.looking === "busy") return t("busy");
  if (ticking.at === null) return t("looking");
  const time = format.dateTime(new Date(ticking.at), { timeStyle: "medium", timeZone });
  return t(ticking.up ? "seen" : "seenFiles", { time });
}

function seenByTrial({ ticking, trial }: LiveChecksControl, id: string): number | undefined {
  if (ticking.results.some((result) => result.id === id)) return undefined;
  return trial?.endedAt ?? undefined;
}
