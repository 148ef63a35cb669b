"use client";

import { useCallback, useEffect, useState } from "react";
import { focusScreen, stopPlaying } from "./on-screen.ts";
import { findScreen, type PlannedScreen } from "./plan.ts";
import type { StageState } from "./stage-context.ts";

/** Which screen is on: the address holds it, so that a reload, a link and the other language find it again. */
export function usePlace(screens: PlannedScreen[]): StageState & { go: (index: number) => void } {
  const [place, setPlace] = useState<StageState>({ at: 0, seen: new Set([0]) });

  const show = useCallback((at: number) => {
    stopPlaying();
    setPlace(({ seen }) => ({ at, seen: new Set([...seen, at]) }));
  }, []);

  useEffect(() => {
    const follow = () => show(findScreen(screens, decodeURIComponent(location.hash.slice(1))) ?? 0);
    follow();
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, [screens, show]);

  const go = useCallback(
    (index: number) => {
      const at = Math.min(Math.max(index, 0), screens.length - 1);
      show(at);
      const id = screens[at]?.id;
      history.replaceState(history.state, "", id ? `#${id}` : location.pathname);
    },
    [screens, show],
  );

  // What had the focus may have gone with its screen.
  useEffect(focusScreen, [place.at]);

  return { ...place, go };
}
