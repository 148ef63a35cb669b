import type { PgBoss } from "pg-boss";
import type { Logger } from "pino";
import { z } from "zod";
import {
  endAttempt,
  giveBackAttempt,
  maximumLost,
  reportedFailure,
  takeAttempt,
} from "../../lib/db/attempt-runs.ts";
import { type Attempt, isCancelled, readAttempt } from "../../lib/db/attempts.ts";
import type { Database } from "../../lib/db/client.ts";
import { attemptQueue } from "../../lib/db/queue.ts";
import type { RunEvent } from "../../lib/grading/events.ts";
import type { RunResult } from "../../lib/grading/result.ts";
import { openEventWriter } from "./event-writer.ts";
import { pause } from "./pause.ts";
import { persist } from "./persist.ts";

/** A run that does not end in this time is left to the reaper; its job goes back when its heartbeat is missed. */
const stopMilliseconds = 7_000;

/** What failed may need a moment: an engine that is being started again, for example. Longer each time. */
const failureMilliseconds = 2_000;

const jobSchema = z.object({ attemptId: z.uuid() });

/** How one attempt is run; the server passes the grading of `runAttempt`, a test its own. */
type RunAttempt = (
  attempt: Attempt,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
) => Promise<RunResult>;

export type WorkerOptions = {
  database: Database;
  boss: PgBoss;
  runnerId: string;
  jobs: number;
  log: Logger;
  /** Why an attempt cannot be run here yet (its images are being prepared), or nothing. */
  notYet: (attempt: Attempt) => Promise<string | undefined>;
  run: RunAttempt;
};

export type Worker = {
  /** Attempts that are being run. */
  active(): string[];
  cancel(attemptId: string): void;
  /** Takes no more, ends the running ones early and gives them back to the queue. */
  stop(): Promise<void>;
};

/** Thrown to pg-boss to have the job given out again in a second. */
class TryAgain extends Error {}

type Reason = "cancelled" | "stopping" | "superseded";

/** Takes attempts from the queue, at most `jobs` at a time, until it is stopped. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { database, boss, log } = options;
  const running = new Map<string, AbortController>();
  const stopping = new AbortController();

  const workOn = async (attemptId: string, jobSignal: AbortSignal) => {
    const waiting = await persist(() => readAttempt(database, attemptId));
    const reason = waiting && (await options.notYet(waiting));
    if (reason) throw new TryAgain(reason);
    if (stopping.signal.aborted) throw new TryAgain("the runner is stopping");
    const attempt = await persist(() => takeAttempt(database, { attemptId, runnerId: options.runnerId }));
    if (!attempt) return;
    const controller = new AbortController();
    const supersede = () => controller.abort("superseded" satisfies Reason);
    jobSignal.addEventListener("abort", supersede, { once: true });
    running.set(attemptId, controller);
    try {
      // What was said between the taking and now was said to nobody.
      if (stopping.signal.aborted) controller.abort("stopping" satisfies Reason);
      if (await persist(() => isCancelled(database, attemptId)))
        controller.abort("cancelled" satisfies Reason);
      await runTaken(options, attempt, controller);
    } finally {
      running.delete(attemptId);
      jobSignal.removeEventListener("abort", supersede);
    }
  };

  const workId = await boss.work(
    attemptQueue,
    { localConcurrency: options.jobs, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 },
    async ([job]) => {
      if (job) await workOn(jobSchema.parse(job.data).attemptId, job.signal);
    },
  );
  return {
    active: () => [...running.keys()],
    cancel: (attemptId) => running.get(attemptId)?.abort("cancelled" satisfies Reason),
    stop: async () => {
      stopping.abort();
      log.info({ attempts: running.size }, "stopping the worker");
      for (const controller of running.values()) controller.abort("stopping" satisfies Reason);
      const ended = boss.offWork(attemptQueue, { id: workId, wait: true });
      await Promise.race([ended, pause(stopMilliseconds)]);
    },
  };
}

/** Runs an attempt that this runner has taken, stores what it says, and ends it or gives it back. */
async function runTaken(
  options: WorkerOptions,
  attempt: Attempt,
  controller: AbortController,
): Promise<void> {
  const { database } = options;
  const { signal } = controller;
  const held = { attemptId: attempt.id, run: attempt.run };
  const log = options.log.child({ attempt: attempt.id, run: attempt.run });
  log.info({ exercise: attempt.exerciseId }, "running an attempt");
  const writer = openEventWriter(database, held, () => controller.abort("superseded" satisfies Reason));
  // The end of the attempt is stored with its result, below, and not as one event among others.
  const emit = (event: RunEvent) => event.type !== "ended" && writer.write(event);
  const result = await options.run(attempt, emit, signal).catch((error: unknown) => {
    log.error({ error }, "the run broke off");
    return undefined;
  });
  await writer.flush();
  if (signal.reason === "superseded") {
    // The queue ignores this when another runner has the job. When none has, because the database was away for
    // long, the attempt is run again.
    throw new TryAgain("the run is no longer ours, or could not be stored");
  }
  if (signal.reason === "cancelled") {
    await persist(() => endAttempt(database, held, { kind: "cancelled" }));
    return log.info("cancelled");
  }
  const again = signal.reason === "stopping" ? "stopping" : mayTryAgain(attempt, result) && "failed";
  if (again || !result) {
    if (again !== "stopping") await pause(failureMilliseconds * (1 + attempt.lost), signal);
    await persist(() => giveBackAttempt(database, held, again === "stopping" ? 0 : reportedFailure));
    throw new TryAgain(again || "the run broke off");
  }
  await persist(() => endAttempt(database, held, { kind: "result", result }));
  log.info({ kind: result.kind, score: result.score, maxScore: result.maxScore }, "attempt ended");
}

/** The platform's own failure is often over a moment later (the engine came back); the student need not see it. */
function mayTryAgain(attempt: Attempt, result: RunResult | undefined): boolean {
  const failed = result === undefined || result.kind === "infra_error";
  return failed && attempt.lost + reportedFailure < maximumLost;
}
