"use client";

import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { fileLink } from "./files/file-link.ts";
import { type LiveSession, liveSession } from "./live-session.ts";
import { type LiveFiles, type LiveSnapshot, unknownLive } from "./live-store.ts";

export type Live = LiveSnapshot & { session: LiveSession };

/** The learner's sandbox of an exercise, once the files are known. Looking never makes one. */
export function useLive(exercise: string, files: LiveFiles, isOpened: boolean): Live {
  const latest = useRef(files);
  latest.current = files;
  const session = useMemo(
    () =>
      liveSession(
        exercise,
        (outside) =>
          fileLink(
            {
              current: () => latest.current.current(),
              saved: () => latest.current.saved(),
              attach: (onChange) => latest.current.attach(onChange),
              merge: (merged) => latest.current.merge(merged),
              report: (state, version) => latest.current.report(state, version),
            },
            outside,
          ),
        () => latest.current.current() ?? [],
      ),
    [exercise],
  );
  useEffect(() => (isOpened ? session.begin() : undefined), [session, isOpened]);
  const snapshot = useSyncExternalStore(session.subscribe, session.snapshot, () => unknownLive);
  return useMemo(() => ({ ...snapshot, session }), [snapshot, session]);
}
