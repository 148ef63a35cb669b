import { openListener } from "../../lib/db/listen.ts";
import { channels } from "../../lib/db/notify.ts";

export type AttemptSignals = {
  /** Resolves at the attempt's next change, or after the time, or when the signal aborts. */
  next(attemptId: string, milliseconds: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
};

/** Tells whoever follows an attempt that there is something new: one database connection for all of them. */
export function openAttemptSignals(url: string): AttemptSignals {
  const followers = new Map<string, Set<() => void>>();
  const wake = (attemptId: string) => {
    for (const follower of followers.get(attemptId) ?? []) follower();
  };
  const listener = openListener(url, [channels.events], {
    onNotification: (_, attemptId) => wake(attemptId),
    onConnect: () => {
      for (const attemptId of followers.keys()) wake(attemptId);
    },
  });
  const next = (attemptId: string, milliseconds: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal.aborted) return resolve();
      const following = followers.get(attemptId) ?? new Set();
      followers.set(attemptId, following);
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        following.delete(end);
        if (following.size === 0 && followers.get(attemptId) === following) followers.delete(attemptId);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener("abort", end);
      following.add(end);
    });
  return { next, close: () => listener.close() };
}
