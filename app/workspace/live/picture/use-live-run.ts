"use client";

import { useEffect, useState } from "react";
import type { RunState } from "../../run/run-state.ts";
import { hasShell, livePhase } from "../live-phase.ts";
import type { LiveSnapshot } from "../live-store.ts";
import { withContainers } from "./live-run.ts";

/** What runs in the sandbox, as the picture draws it; undefined while there is no sandbox. */
export function useLiveRun(live: LiveSnapshot): RunState | undefined {
  const [run, setRun] = useState<RunState>();
  const { containers } = live;
  const isThere = hasShell(livePhase(live));
  useEffect(() => {
    if (!isThere) setRun(undefined);
    else setRun((before) => withContainers(before, containers, Date.now()));
  }, [isThere, containers]);
  return run;
}
