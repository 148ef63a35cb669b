import type { PlannedScreen } from "./plan.ts";

/** A class that has begun; times in milliseconds. */
export type Clock = {
  startedAt: number;
  /** Since when it stands still. */
  pausedAt?: number;
  /** For how long it stood still before. */
  paused: number;
};

/** Begins, pauses and goes on. */
export function toggleClock(clock: Clock | undefined, now: number): Clock {
  if (!clock) return { startedAt: now, paused: 0 };
  const { pausedAt, ...running } = clock;
  if (pausedAt === undefined) return { ...clock, pausedAt: now };
  return { ...running, paused: clock.paused + now - pausedAt };
}

/** In seconds. */
export function elapsedSeconds({ startedAt, pausedAt, paused }: Clock, now: number): number {
  return Math.max(0, ((pausedAt ?? now) - startedAt - paused) / 1000);
}

export type Pace = {
  /** Seconds that are left, below zero when it is over. */
  ofPart: number;
  ofSession: number;
  /** Seconds behind the plan, below zero when ahead of it; 0 while the screen's own time runs. */
  behind: number;
};

/** How the class stands at a screen. @param partMinutes of each part of the session */
export function paceAt(
  screen: Pick<PlannedScreen, "part" | "from" | "to">,
  partMinutes: number[],
  elapsed: number,
): Pace {
  const until = (count: number) =>
    partMinutes.slice(0, count).reduce((sum, minutes) => sum + minutes, 0) * 60;
  return {
    ofPart: until(screen.part + 1) - elapsed,
    ofSession: until(partMinutes.length) - elapsed,
    behind: elapsed > screen.to ? elapsed - screen.to : Math.min(0, elapsed - screen.from),
  };
}

/** What was kept, or nothing where it is no clock, or one that an earlier class left behind. */
export function readClock(kept: string | null, now: number): Clock | undefined {
  const day = 24 * 3600 * 1000;
  try {
    const { startedAt, pausedAt, paused } = JSON.parse(kept ?? "null") ?? {};
    if (!Number.isFinite(startedAt) || !Number.isFinite(paused)) return undefined;
    if (startedAt > now || now - startedAt > day) return undefined;
    return { startedAt, paused, ...(Number.isFinite(pausedAt) && { pausedAt }) };
  } catch {
    return undefined;
  }
}
