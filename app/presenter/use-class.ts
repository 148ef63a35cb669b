"use client";

import { useEffect, useState } from "react";
import type { ClassView } from "./class-view.ts";

const everyMilliseconds = 3000;

export type ClassState = { view?: ClassView; problem?: "away" | "refused" };

/** How all learners stand in an exercise, asked for again as long as it is looked at. */
export function useClass(exercise: string, isShown: boolean): ClassState {
  const [state, setState] = useState<ClassState>({});

  useEffect(() => {
    if (!isShown) return;
    const gone = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      if (document.visibilityState === "visible") {
        const news = await askForClass(exercise, gone.signal);
        if (gone.signal.aborted) return;
        // Old numbers are better than none while they cannot be counted.
        setState((before) => ({ ...before, problem: undefined, ...news }));
      }
      timer = setTimeout(look, everyMilliseconds);
    };
    setState({});
    void look();
    return () => {
      gone.abort();
      clearTimeout(timer);
    };
  }, [exercise, isShown]);

  return state;
}

async function askForClass(exercise: string, signal: AbortSignal): Promise<ClassState> {
  try {
    const response = await fetch(`/api/class-results/${exercise}`, { signal });
    if (response.status === 403) return { problem: "refused" };
    return response.ok ? { view: await response.json() } : { problem: "away" };
  } catch {
    return { problem: "away" };
  }
}
