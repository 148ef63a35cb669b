"use client";

import { useFormatter, useTranslations } from "next-intl";
import { StateMark } from "../../components/state-mark.tsx";
import { ScrollBox } from "../../lesson/scroll-box.tsx";
import type { ExerciseView } from "../exercise-view.ts";
import { containerMark } from "../run/container-mark.ts";
import { Elapsed, useNow } from "../run/elapsed.tsx";
import type { RunState, StageRun } from "../run/run-state.ts";
import { stageName } from "../run/run-status.tsx";
import { type Chart, chartOf } from "./lanes.ts";

type TimelineProps = { run: RunState } & Pick<ExerciseView, "stages" | "steps">;

/** The course of a run: its stages with what was done, and the containers in the order in which they came up. */
export function Timeline({ run, stages, steps }: TimelineProps) {
  const t = useTranslations("timeline");
  const r = useTranslations("run");
  const now = useNow(run.phase !== "ended");
  const chart = chartOf(run, now);
  return (
    <div className="timeline">
      {run.run > 1 && <p className="verdict-note">{t("again")}</p>}
      <ol className="stages">
        <QueueEntry run={run} />
        {run.stages.map((stage) => (
          <StageEntry key={stage.id} stage={stage} name={stageName(stage.id, stages, r)} steps={steps} />
        ))}
      </ol>
      {chart && chart.lanes.length > 0 && <StartOrder chart={chart} />}
      {run.output.length > 0 && (
        <details className="evidence">
          <summary>{t("output")}</summary>
          <ScrollBox label={t("output")} className="output">
            <pre>{run.output.map(({ text }) => text).join("")}</pre>
          </ScrollBox>
        </details>
      )}
    </div>
  );
}

function QueueEntry({ run }: { run: RunState }) {
  const t = useTranslations("timeline");
  if (run.queuedAt === undefined) return null;
  const waiting = run.phase === "queued";
  return (
    <li data-state={waiting ? "started" : "ended"}>
      <p>
        <StateMark state={waiting ? "waiting" : "good"} size={14} />
        {waiting ? t("queued", { position: run.position }) : t("taken")}
        <Elapsed since={run.queuedAt} until={run.takenAt ?? run.endedAt} />
      </p>
    </li>
  );
}

type StageEntryProps = { stage: StageRun; name: string; steps: ExerciseView["steps"] };

function StageEntry({ stage, name, steps }: StageEntryProps) {
  const t = useTranslations("timeline");
  const mark = { started: "started", ended: "good", skipped: "none" } as const;
  return (
    <li data-state={stage.state}>
      <p>
        <StateMark state={mark[stage.state]} size={14} label={t(`stage.${stage.state}`)} />
        {name}
        {stage.state === "skipped" ? (
          <span className="elapsed">{t("stage.skipped")}</span>
        ) : (
          <Elapsed since={stage.startedAt} until={stage.endedAt} />
        )}
      </p>
      {stage.steps.length > 0 && (
        <ul>
          {stage.steps.map(({ at, what }) => (
            <li key={`${at} ${what}`}>{steps[what] ?? what}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

function StartOrder({ chart }: { chart: Chart }) {
  const t = useTranslations("timeline");
  const s = useTranslations("topology");
  const format = useFormatter();
  const tenth = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return (
    <figure className="start-order">
      <figcaption>{t("startOrder")}</figcaption>
      <ol>
        {chart.lanes.map(({ container, spans }) => (
          <li key={container.name}>
            <span className="lane-name" title={container.name}>
              <StateMark state={containerMark(container)} size={12} label={s(`state.${container.state}`)} />
              {container.name}
            </span>
            <span className="lane" aria-hidden>
              {spans.map((span) => (
                <span
                  key={`${span.state} ${span.from}`}
                  className="lane-span"
                  data-state={span.state}
                  style={{
                    left: `${span.from * 100}%`,
                    width: `${Math.max(0.6, (span.to - span.from) * 100)}%`,
                  }}
                />
              ))}
            </span>
            <span className="sr-only">
              {container.moments
                .map(({ state, at }) =>
                  s("moment", {
                    seconds: format.number((at - (container.moments[0]?.at ?? at)) / 1000, tenth),
                    state: s(`state.${state}`),
                  }),
                )
                .join(", ")}
            </span>
          </li>
        ))}
        <li className="lane-axis" aria-hidden>
          <span />
          <span className="lane">
            {chart.ticks.map(({ share, seconds }) => (
              <span key={seconds} style={{ left: `${share * 100}%` }}>
                {t("tick", { seconds })}
              </span>
            ))}
          </span>
        </li>
      </ol>
    </figure>
  );
}
