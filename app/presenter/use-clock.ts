"use client";

import { useCallback, useEffect, useState } from "react";
import { type Clock, elapsedSeconds, readClock, toggleClock } from "./clock.ts";

export type ClassClock = {
  clock: Clock | undefined;
  /** Seconds since the class began. */
  elapsed: number;
  toggle: () => void;
  reset: () => void;
};

/** The clock of a session's class, kept by this browser: a reload does not stop it. */
export function useClock(sessionPath: string): ClassClock {
  const key = `composelab.class.${sessionPath}`;
  const [clock, setClock] = useState<Clock>();
  const [now, setNow] = useState(0);

  useEffect(() => {
    setNow(Date.now());
    setClock(readClock(localStorage.getItem(key), Date.now()));
  }, [key]);

  const isGoing = clock !== undefined && clock.pausedAt === undefined;
  useEffect(() => {
    if (!isGoing) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isGoing]);

  const keep = useCallback(
    (next: Clock | undefined) => {
      setNow(Date.now());
      setClock(next);
      if (next) localStorage.setItem(key, JSON.stringify(next));
      else localStorage.removeItem(key);
    },
    [key],
  );
  return {
    clock,
    elapsed: clock ? elapsedSeconds(clock, now) : 0,
    toggle: () => keep(toggleClock(clock, Date.now())),
    reset: () => keep(undefined),
  };
}
