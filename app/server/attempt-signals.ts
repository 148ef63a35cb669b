import { openListener } from "../../lib/db/listen.ts";
import { channels } from "../../lib/db/notify.ts";

export type AttemptSignals = {
  /** Resolves with true at the attempt's next change, with false after the time or when the signal aborts. */
  next(attemptId: string, milliseconds: number, signal: AbortSignal): Promise<boolean>;
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
    new Promise<boolean>((resolve) => {
      if (signal.aborted) return resolve(false);
      const following = followers.get(attemptId) ?? new Set();
      followers.set(attemptId, following);
      const end = (changed: boolean) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", inVain);
        following.delete(change);
        if (following.size === 0 && followers.get(attemptId) === following) followers.delete(attemptId);
        resolve(changed);
      };
      const change = () => end(true);
      const inVain = () => end(false);
      const timer = setTimeout(inVain, milliseconds);
      signal.addEventListener("abort", inVain);
      following.add(change);
    });
  return { next, close: () => listener.close() };
}
