"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "../../../lib/i18n/message.ts";
import { translate } from "../../../lib/i18n/translate.ts";
import { StateMark } from "../../components/state-mark.tsx";
import { Elapsed } from "./elapsed.tsx";
import type { RunFeed } from "./use-run.ts";

/** One line on a run that goes on: what it waits for or does, and for how long. */
export function RunStatus({ feed, stages }: { feed: RunFeed; stages: Record<string, string> }) {
  const t = useTranslations("run");
  const locale = useLocale() as Locale;
  const { run, connection, waiting } = feed;
  const stage = run.stages.findLast(({ state }) => state === "started");
  const since = run.takenAt ?? run.queuedAt;
  const text =
    run.phase === "queued"
      ? t("queued", { position: waiting?.position ?? run.position })
      : stage
        ? stageName(stage.id, stages, t)
        : t("preparing");
  return (
    <span className="run-status">
      <StateMark state={run.phase === "queued" ? "waiting" : "started"} size={15} />
      <span>
        {text}
        {run.phase === "queued" && waiting?.reason && <> · {translate(waiting.reason, locale)}</>}
        {run.run > 1 && <> · {t("again", { run: run.run })}</>}
        {connection === "retrying" && since !== undefined && <> · {t("reconnecting")}</>}
      </span>
      {since !== undefined && <Elapsed since={since} />}
    </span>
  );
}

/** Stages that every run has are named by the page, those of the exercise by its author. */
export function stageName(
  id: string,
  stages: Record<string, string>,
  t: ReturnType<typeof useTranslations<"run">>,
): string {
  const own = ["prepare", "teardown"] as const;
  const known = own.find((name) => name === id);
  return known ? t(known) : (stages[id] ?? id);
}
