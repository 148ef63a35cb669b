"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

/** Seconds since a moment, counting up. */
export function Elapsed({ since, until }: { since: number; until?: number }) {
  const t = useTranslations("run");
  const now = useNow(until === undefined);
  const seconds = Math.max(0, Math.round(((until ?? now) - since) / 1000));
  const minutes = Math.floor(seconds / 60);
  return (
    <span className="elapsed">
      {minutes > 0 ? t("minutes", { minutes, seconds: seconds % 60 }) : t("seconds", { seconds })}
    </span>
  );
}

/** The time, once a second, while it is asked for. */
export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
