"use client";

import { useEffect, useMemo, useSyncExternalStore } from "react";
import { hasShell, livePhase } from "../live-phase.ts";
import type { Live } from "../use-live.ts";
import {
  type ChecksSession,
  checksSession,
  type LiveChecksSnapshot,
  unknownChecks,
} from "./checks-session.ts";

export type LiveChecksControl = LiveChecksSnapshot & {
  /** Whether there is a sandbox to be looked at. */
  isThere: boolean;
  isTrying: boolean;
  ask: ChecksSession["ask"];
};

/** The checks on the learner's live sandbox, while there is one. */
export function useChecks(live: Live): LiveChecksControl {
  const { checksAddress } = live.session.api;
  const session = useMemo(() => checksSession(checksAddress), [checksAddress]);
  const isThere = hasShell(livePhase(live));
  useEffect(() => (isThere ? session.begin() : undefined), [session, isThere]);
  const snapshot = useSyncExternalStore(session.subscribe, session.snapshot, () => unknownChecks);
  const isTrying = snapshot.trial !== null && snapshot.trial.endedAt === null;
  return { ...snapshot, isThere, isTrying, ask: session.ask };
}
