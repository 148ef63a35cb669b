"use client";

import { PauseIcon, PlayIcon, RotateCcwIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "../components/icon-button.tsx";
import { paceAt } from "./clock.ts";
import type { PlannedScreen } from "./plan.ts";
import type { ClassClock } from "./use-clock.ts";

type ClockFaceProps = { time: ClassClock; screen: PlannedScreen; partMinutes: number[] };

/** How the class stands: time since it began, what is left, and whether it keeps to the plan. */
export function ClockFace({ time, screen, partMinutes }: ClockFaceProps) {
  const t = useTranslations("presenter.clock");
  const { clock, elapsed, toggle, reset } = time;
  const total = partMinutes.reduce((sum, minutes) => sum + minutes, 0) * 60;
  if (!clock) {
    return (
      <button type="button" className="stage-clock-start" onClick={toggle}>
        <PlayIcon size={14} aria-hidden />
        {t("start")}
      </button>
    );
  }
  const { ofPart, ofSession, behind } = paceAt(screen, partMinutes, elapsed);
  const isPaused = clock.pausedAt !== undefined;
  return (
    <section className="stage-clock" aria-label={t("label")}>
      <IconButton label={t(isPaused ? "resume" : "pause")} onClick={toggle}>
        {isPaused ? <PlayIcon size={16} aria-hidden /> : <PauseIcon size={16} aria-hidden />}
      </IconButton>
      {isPaused && (
        <IconButton label={t("reset")} onClick={reset}>
          <RotateCcwIcon size={15} aria-hidden />
        </IconButton>
      )}
      <p>
        <strong>{t("elapsed", { elapsed: digits(elapsed), total: digits(total) })}</strong>
        {isPaused && <span>{t("paused")}</span>}
        {ofSession < 0 ? (
          <span data-late>{t("sessionOver", { minutes: minutesOf(-ofSession) })}</span>
        ) : (
          <>
            <span>{t(ofPart < 0 ? "partOver" : "partLeft", { minutes: minutesOf(Math.abs(ofPart)) })}</span>
            <span data-late={behind >= 60 || undefined}>{paceWords(behind, t)}</span>
          </>
        )}
      </p>
    </section>
  );
}

function paceWords(behind: number, t: ReturnType<typeof useTranslations<"presenter.clock">>): string {
  if (Math.abs(behind) < 60) return t("onTime");
  return t(behind > 0 ? "behind" : "ahead", { minutes: Math.floor(Math.abs(behind) / 60) });
}

function minutesOf(seconds: number): number {
  return Math.ceil(seconds / 60);
}

function digits(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
