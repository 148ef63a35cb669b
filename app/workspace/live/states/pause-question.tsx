"use client";

import { useTranslations } from "next-intl";
import { Question } from "../files/question.tsx";
import type { Live } from "../use-live.ts";

type PauseQuestionProps = { live: Pick<Live, "omitted" | "session">; onDone: (isPaused: boolean) => void };

/** Asked before a pause: what it takes away cannot be had back. */
export function PauseQuestion({ live, onDone }: PauseQuestionProps) {
  const t = useTranslations("live");
  const files = live.omitted.slice(0, 5).join(", ");
  const text = files ? `${t("pauseQuestion")} ${t("pauseFiles", { files })}` : t("pauseQuestion");
  return (
    <Question
      text={text}
      yes={t("pause")}
      no={t("extend")}
      onYes={() => {
        onDone(true);
        void live.session.pause();
      }}
      onNo={() => onDone(false)}
      onLeave={() => onDone(false)}
    />
  );
}
