"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { AttemptsControl } from "../run/use-attempts.ts";
import { useReadersZone } from "./use-readers-zone.ts";

/** Which attempt is shown; when it is not the newest, the way back to it. */
export function AttemptHead({ attempts }: { attempts: AttemptsControl }) {
  const t = useTranslations("results");
  const format = useFormatter();
  const timeZone = useReadersZone();
  const { shown, list } = attempts;
  if (!shown) return null;
  const newest = list[0];
  const number = list.find(({ id }) => id === shown.id)?.number;
  const time = format.dateTime(new Date(shown.createdAt), {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone,
  });
  return (
    <p className="attempt-head">
      <span>
        {number !== undefined && `${t("number", { number })} · `}
        {t(`purpose.${shown.purpose}`)} · <time dateTime={shown.createdAt}>{time}</time>
      </span>
      {newest && newest.id !== shown.id && (
        <button type="button" className="text-link" onClick={() => void attempts.show(newest.id)}>
          {t("toNewest")}
        </button>
      )}
    </p>
  );
}
