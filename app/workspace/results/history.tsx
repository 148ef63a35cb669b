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
  const { list } = attempts;
  if (list.length === 0) return <p className="results-empty">{t("noHistory")}</p>;
  const oldest = list.at(-1)?.number ?? 1;
  return (
    <>
      <ol className="history">
        {list.map((attempt) => (
          <HistoryEntry
            key={attempt.id}
            attempt={attempt}
            attempts={attempts}
            files={files}
            onRestore={onRestore}
          />
        ))}
      </ol>
      {oldest > 1 && (
        <button type="button" className="text-link history-older" onClick={() => void attempts.loadOlder()}>
          {t("older", { count: oldest - 1 })}
        </button>
      )}
    </>
  );
}

function HistoryEntry({ attempt, attempts, files, onRestore }: HistoryProps & { attempt: AttemptSummary }) {
  const t = useTranslations("results");
  const format = useFormatter();
  const timeZone = useReadersZone();
  const { state, restore } = useRestore(attempt.id, files, onRestore);
  const isShown = attempt.id === attempts.shown?.id;
  const number = t("number", { number: attempt.number });
  const time = format.dateTime(new Date(attempt.createdAt), {
    dateStyle: "short",
    timeStyle: "short",
    timeZone,
  });
  return (
    <li data-shown={isShown || undefined}>
      <StateMark state={attemptMark(attempt)} label={t(`outcome.${outcomeOf(attempt)}`)} />
      <span className="history-what">
        <strong>{number}</strong> {t(`purpose.${attempt.purpose}`)}
        <time dateTime={attempt.createdAt}>{time}</time>
      </span>
      <span className="history-score">
        {attempt.kind === "graded"
          ? t("score", { score: attempt.score ?? 0, of: attempt.maxScore ?? 0 })
          : t(`outcome.${outcomeOf(attempt)}`)}
      </span>
      <span className="history-actions">
        <button
          type="button"
          className="text-link"
          aria-label={`${number} ${t("open")}`}
          aria-current={isShown || undefined}
          onClick={() => void attempts.show(attempt.id)}
        >
          {t("open")}
        </button>
        <button
          type="button"
          className="text-link"
          aria-label={`${number} ${t("restore")}`}
          onClick={() => void restore()}
        >
          {t("restore")}
        </button>
      </span>
      <span className="history-said" role="status" data-state={state}>
        {state && t(state)}
      </span>
    </li>
  );
}

/** Takes an attempt's files back, and says whether that worked. */
function useRestore(id: string, files: WorkspaceFile[], onRestore: (files: WorkspaceFile[]) => void) {
  const t = useTranslations("results");
  const [state, setState] = useState<"restored" | "restoreFailed">();
  const restore = async () => {
    try {
      const { attempt } = await api.readAttempt(id);
      if (!sameFiles(attempt.files, files) && !window.confirm(t("restoreConfirm"))) return;
      onRestore(attempt.files);
      setState("restored");
    } catch {
      setState("restoreFailed");
    }
  };
  return { state, restore };
}

type Outcome = "open" | "reading" | "cancelled" | "graded" | "ungradable" | "infra_error";

function outcomeOf(attempt: AttemptSummary): Outcome {
  if (attempt.state === "cancelled") return "cancelled";
  return attempt.kind ?? (attempt.state === "ended" ? "reading" : "open");
}

const outcomeMarks: Record<Exclude<Outcome, "graded">, MarkState> = {
  open: "started",
  reading: "started",
  cancelled: "ended",
  ungradable: "warn",
  infra_error: "none",
};

function attemptMark(attempt: AttemptSummary): MarkState {
  const outcome = outcomeOf(attempt);
  if (outcome !== "graded") return outcomeMarks[outcome];
  return attempt.score === attempt.maxScore ? "good" : "bad";
}
