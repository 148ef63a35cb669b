"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import { type MarkState, StateMark } from "../../components/state-mark.tsx";
import { type AttemptSummary, api } from "../api.ts";
import { sameFiles } from "../draft/starting-point.ts";
import type { AttemptsControl } from "../run/use-attempts.ts";
import { useReadersZone } from "./use-readers-zone.ts";

type HistoryProps = {
  attempts: AttemptsControl;
  files: WorkspaceFile[];
  onRestore: (files: WorkspaceFile[]) => void;
};

/** Every attempt, the newest first: to look at again, or to take its files back. */
export function History({ attempts, files, onRestore }: HistoryProps) {
  const t = useTranslations("results");
  const format = useFormatter();
  const timeZone = useReadersZone();
  const [restored, setRestored] = useState<string>();
  if (attempts.list.length === 0) return <p className="results-empty">{t("noHistory")}</p>;

  const restore = async (id: string) => {
    const { attempt } = await api.readAttempt(id);
    if (!sameFiles(attempt.files, files) && !window.confirm(t("restoreConfirm"))) return;
    onRestore(attempt.files);
    setRestored(id);
  };

  return (
    <ol className="history">
      {attempts.list.map((attempt, index) => (
        <li key={attempt.id} data-shown={attempt.id === attempts.shown?.id || undefined}>
          <StateMark state={attemptMark(attempt)} label={t(`outcome.${outcomeOf(attempt)}`)} />
          <span className="history-what">
            <strong>{t("number", { number: attempts.list.length - index })}</strong>{" "}
            {t(`purpose.${attempt.purpose}`)}
            <time dateTime={attempt.createdAt}>
              {format.dateTime(new Date(attempt.createdAt), {
                dateStyle: "short",
                timeStyle: "short",
                timeZone,
              })}
            </time>
          </span>
          <span className="history-score">
            {attempt.result?.kind === "graded"
              ? t("score", { score: attempt.result.score, of: attempt.result.maxScore })
              : t(`outcome.${outcomeOf(attempt)}`)}
          </span>
          <span className="history-actions">
            <button type="button" className="text-link" onClick={() => void attempts.show(attempt.id)}>
              {t("open")}
            </button>
            <button type="button" className="text-link" onClick={() => void restore(attempt.id)}>
              {restored === attempt.id ? t("restored") : t("restore")}
            </button>
          </span>
        </li>
      ))}
    </ol>
  );
}

type Outcome = "open" | "cancelled" | "graded" | "ungradable" | "infra_error";

function outcomeOf(attempt: AttemptSummary): Outcome {
  if (attempt.state === "cancelled") return "cancelled";
  return attempt.result?.kind ?? "open";
}

const outcomeMarks: Record<Exclude<Outcome, "graded">, MarkState> = {
  open: "started",
  cancelled: "ended",
  ungradable: "warn",
  infra_error: "none",
};

function attemptMark(attempt: AttemptSummary): MarkState {
  const outcome = outcomeOf(attempt);
  if (outcome !== "graded") return outcomeMarks[outcome];
  return attempt.result?.score === attempt.result?.maxScore ? "good" : "bad";
}
