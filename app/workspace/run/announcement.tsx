"use client";

import { useLocale, useTranslations } from "next-intl";
import type { RunResult } from "../../../lib/grading/result.ts";
import type { Locale } from "../../../lib/i18n/message.ts";
import { translate } from "../../../lib/i18n/translate.ts";
import { stageName } from "./run-status.tsx";
import type { AttemptsControl } from "./use-attempts.ts";

type AnnouncementProps = { attempts: AttemptsControl; stages: Record<string, string> };

/** For those who hear the page: each stage as it begins, and at the end what came of it and what to fix first. */
export function Announcement({ attempts, stages }: AnnouncementProps) {
  const r = useTranslations("run");
  const outcome = useOutcome();
  const { running, runningFeed, shown } = attempts;
  const stage = runningFeed?.run.stages.findLast(({ state }) => state === "started");
  const goingOn = stage ? stageName(stage.id, stages, r) : r("preparing");
  const said = running ? goingOn : shown?.result ? outcome(shown.result) : "";
  return (
    <p className="sr-only" role="status">
      {said.replaceAll("`", "")}
    </p>
  );
}

function useOutcome(): (result: RunResult) => string {
  const t = useTranslations("verdict");
  const locale = useLocale() as Locale;
  return ({ kind, score, maxScore, checks }) => {
    if (kind !== "graded") return t(kind === "infra_error" ? "infra.title" : "ungradable.title");
    const first = checks.find(({ status }) => status === "failed" || status === "error");
    const what = first ? `${t("firstToFix")}: ${translate(first.message, locale)}` : t("full");
    return `${t("points", { won: score, of: maxScore })}. ${what}`;
  };
}
