"use client";

import { useEffect, useState } from "react";
import type { AttemptsControl } from "../run/use-attempts.ts";

export const resultsViews = ["verdict", "timeline", "live", "history"] as const;
export type ResultsView = (typeof resultsViews)[number];

/** Which of the results is shown: while a run goes on its course is what there is to see; at its end, the verdict. */
export function useResultsView({ shown }: Pick<AttemptsControl, "shown">) {
  const [view, setView] = useState<ResultsView>("verdict");
  const id = shown?.id;
  const ended = shown?.state === "ended" || shown?.state === "cancelled";
  useEffect(() => {
    if (id) setView(ended ? "verdict" : "timeline");
  }, [id, ended]);
  return [view, setView] as const;
}
