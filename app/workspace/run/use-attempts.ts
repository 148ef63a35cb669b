"use client";

import { useCallback, useEffect, useState } from "react";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import { type AttemptDetail, type AttemptSummary, api, newAttemptId, type Purpose, Refused } from "../api.ts";
import { type RunFeed, useRun } from "./use-run.ts";

type Problem = { kind: "away" } | { kind: "refused"; refusal: Refused };

export type AttemptsControl = {
  /** The newest first; the oldest may still be on the server. */
  list: AttemptSummary[];
  loadOlder: () => Promise<void>;
  /** The attempt that the page shows: the one that runs, or one of the past. */
  shown: AttemptDetail | undefined;
  feed: RunFeed | undefined;
  /** Something of this learner's waits or runs now. */
  running: AttemptSummary | undefined;
  /** Its events: also while an older attempt is looked at. */
  runningFeed: RunFeed | undefined;
  problem: Problem | undefined;
  starting: boolean;
  cancelling: boolean;
  start: (attempt: { purpose: Purpose; files: WorkspaceFile[] }) => Promise<void>;
  cancel: () => Promise<void>;
  show: (id: string) => Promise<void>;
};

const lookAgainMilliseconds = 3000;
const mostLooks = 200;

/** A learner's attempts at an exercise: the one that goes on is found again after a reload. */
export function useAttempts(exercise: string): AttemptsControl {
  const [list, setList] = useState<AttemptSummary[]>([]);
  const [shown, setShown] = useState<AttemptDetail>();
  const [problem, setProblem] = useState<Problem>();
  const [starting, setStarting] = useState(false);
  const [cancelling, setCancelling] = useState(false);

  const refresh = useCallback(async () => {
    const { attempts } = await api.listAttempts(exercise);
    setList((known) => joined(attempts, known));
    return attempts;
  }, [exercise]);

  const show = useCallback(async (id: string) => {
    await reporting(setProblem, async () => {
      const { attempt } = await api.readAttempt(id);
      setShown(attempt);
    });
  }, []);

  /** The answer was lost, and perhaps only the answer: then the attempt runs and must be seen. */
  const findLater = useCallback(
    async (id: string) => {
      for (let look = 0; look < mostLooks; look++) {
        await new Promise((resolve) => setTimeout(resolve, lookAgainMilliseconds));
        const attempts = await refresh().catch(() => undefined);
        if (attempts?.some((attempt) => attempt.id === id)) await show(id);
        if (attempts) return;
      }
    },
    [refresh, show],
  );

  const onEnd = useCallback(
    (id: string) => {
      setCancelling(false);
      // It has ended, whether or not the rest can be read now: nothing is left to cancel.
      setList((known) => known.map((one) => (one.id === id ? { ...one, state: "ended" } : one)));
      void untilHeard(setProblem, async () => {
        const { attempt } = await api.readAttempt(id);
        setShown((current) => (current?.id === id ? attempt : current));
        await refresh();
      });
    },
    [refresh],
  );
  const feed = useRun(shown?.id, onEnd);

  useEffect(() => {
    void untilHeard(setProblem, async () => {
      const newest = (await refresh())[0];
      if (!newest) return;
      const { attempt } = await api.readAttempt(newest.id);
      setShown((current) => current ?? attempt);
    });
  }, [refresh]);

  const running = list.find(({ state }) => state === "queued" || state === "running");
  const isShown = running !== undefined && running.id === shown?.id;
  const unshownFeed = useRun(shown && !isShown ? running?.id : undefined, onEnd);

  return {
    list,
    loadOlder: async () => {
      await reporting(setProblem, async () => {
        const { attempts } = await api.listAttempts(exercise, list.at(-1)?.number);
        setList((known) => joined(known, attempts));
      });
    },
    shown,
    feed,
    running,
    runningFeed: isShown ? feed : unshownFeed,
    problem,
    starting,
    cancelling,
    show,
    start: async ({ purpose, files }) => {
      setStarting(true);
      const id = newAttemptId();
      const made = await reporting(setProblem, async () => {
        await api.createAttempt({ id, exercise, purpose, files });
        await show(id);
        await refresh();
      });
      setStarting(false);
      if (!made) void findLater(id);
    },
    cancel: async () => {
      if (!running) return;
      setCancelling(true);
      const heard = await reporting(setProblem, () => api.cancelAttempt(running.id));
      if (!heard) setCancelling(false);
    },
  };
}

/** Newer attempts before older ones; of one that is in both, as the newer list has it. */
function joined(newer: AttemptSummary[], older: AttemptSummary[]): AttemptSummary[] {
  return [...newer, ...older.filter(({ id }) => newer.every((one) => one.id !== id))];
}

/** Does it again for some time while the server is away: what the page waits for must not need a reload. */
async function untilHeard(
  report: (problem: Problem | undefined) => void,
  work: () => Promise<unknown>,
): Promise<void> {
  for (let look = 0; look < mostLooks; look++) {
    if (await reporting(report, work)) return;
    await new Promise((resolve) => setTimeout(resolve, lookAgainMilliseconds));
  }
}

/** Does something that the server may refuse or be away for, and says which. */
async function reporting(
  report: (problem: Problem | undefined) => void,
  work: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await work();
    report(undefined);
    return true;
  } catch (error) {
    report(error instanceof Refused ? { kind: "refused", refusal: error } : { kind: "away" });
    return false;
  }
}
