"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { CheckResult } from "../../../../lib/grading/result.ts";
import { StateMark } from "../../../components/state-mark.tsx";
import type { ExerciseView } from "../../exercise-view.ts";
import { CheckEntry } from "../../results/check-entry.tsx";
import type { Place } from "../../results/place.ts";
import { useReadersZone } from "../../results/use-readers-zone.ts";

type LiveCheckProps = {
  exercise: ExerciseView;
  onGoTo: (place: Place) => void;
  aim: string;
  result: CheckResult | undefined;
  isFirst: boolean;
  ticksByItself: boolean;
  /** When, where it is a trial that has seen it and nothing has looked since. */
  seenByTrial: number | undefined;
};

/** One check on the live stack: how it stands, or what it takes to see it. */
export function LiveCheck(props: LiveCheckProps) {
  const { exercise, onGoTo, aim, result, isFirst, ticksByItself, seenByTrial: seenAt } = props;
  const t = useTranslations("checks");
  const v = useTranslations("verdict");
  const format = useFormatter();
  const timeZone = useReadersZone();
  if (isFirst) {
    return (
      <p className="check-above">
        <StateMark state="bad" size={14} label={v("status.failed")} />
        {v("seeAbove")}
      </p>
    );
  }
  if (result) {
    const time = seenAt && format.dateTime(new Date(seenAt), { timeStyle: "medium", timeZone });
    return (
      <>
        <CheckEntry exercise={exercise} check={result} onGoTo={onGoTo} />
        {time && <p className="live-check-seen">{t("seenByTrial", { time })}</p>}
      </>
    );
  }
  return (
    <p className="live-check-open">
      <StateMark state="none" size={16} label={v("status.open")} />
      <span>
        {aim}
        <small>{t(ticksByItself ? "whenUp" : "onRequest")}</small>
      </span>
    </p>
  );
}
