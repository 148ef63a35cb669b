import { and, eq, inArray, sql } from "drizzle-orm";
import type { RunResult } from "../grading/result.ts";
import { type Message, message } from "../i18n/message.ts";
import { addEvents, ofRun } from "./attempt-events.ts";
import { type Attempt, countQueued } from "./attempts.ts";
import type { Database } from "./client.ts";
import { attempts } from "./schema.ts";

/**
 * An attempt is not tried for ever: it may be what kills the runners. A runner that reports a failure knows more
 * than one that is gone, which somebody else may have ended; so three reports are enough, and six deaths.
 */
export const maximumLost = 6;
export const reportedFailure = 2;

type Ending = { kind: "result"; result: RunResult } | { kind: "cancelled" };

/**
 * A runner takes an attempt whose job it was given. Also one that is still called running: the queue gives a
 * job out again only when the runner that had it is gone.
 *
 * @returns nothing when there is nothing to run: it has ended, was cancelled, or had its last run.
 */
export async function takeAttempt(
  database: Database,
  taking: { attemptId: string; runnerId: string },
): Promise<Attempt | undefined> {
  return database.transaction(async (transaction) => {
    const { attemptId, runnerId } = taking;
    const open = and(eq(attempts.id, attemptId), inArray(attempts.state, ["queued", "running"]));
    const [attempt] = await transaction
      .update(attempts)
      .set({
        state: "running",
        run: sql`${attempts.run} + 1`,
        lost: sql`${attempts.lost} + case when ${attempts.state} = 'running' then 1 else 0 end`,
        runnerId,
        startedAt: sql`now()`,
      })
      .where(open)
      .returning();
    if (!attempt) return undefined;
    const held = { attemptId, run: attempt.run };
    if (attempt.cancelRequestedAt) {
      await end(transaction, held, { kind: "cancelled" });
      return undefined;
    }
    if (attempt.lost >= maximumLost) {
      const reason = message("platform.attempt-lost-runners", { runs: attempt.run - 1 });
      await end(transaction, held, { kind: "result", result: infrastructureError(attempt, reason) });
      return undefined;
    }
    const at = new Date().toISOString();
    await addEvents(transaction, {
      ...held,
      events: [{ type: "taken", at, runner: runnerId, run: attempt.run }],
    });
    return attempt;
  });
}

/**
 * Ends a run with its result, in one transaction with the last event.
 *
 * @returns false when the run is no longer the attempt's own; then nothing is stored.
 */
export async function endAttempt(
  database: Database,
  held: { attemptId: string; run: number },
  ending: Ending,
): Promise<boolean> {
  return database.transaction((transaction) => end(transaction, held, ending));
}

async function end(
  transaction: Pick<Database, "update" | "select" | "insert" | "execute">,
  held: { attemptId: string; run: number },
  ending: Ending,
): Promise<boolean> {
  const cancelled = ending.kind === "cancelled";
  const [ended] = await transaction
    .update(attempts)
    .set({
      state: cancelled ? "cancelled" : "ended",
      result: cancelled ? null : ending.result,
      endedAt: sql`now()`,
    })
    .where(ofRun(held))
    .returning({ id: attempts.id });
  if (!ended) return false;
  const at = new Date().toISOString();
  const kind = cancelled ? "cancelled" : ending.result.kind;
  await addEvents(transaction, { ...held, events: [{ type: "ended", at, kind }] });
  return true;
}

/**
 * A runner that cannot finish a run lets the next one take it: because it is being stopped (`lost` is 0), or
 * because it failed (`reportedFailure`). The caller fails the job, so that the queue gives it out again.
 */
export async function giveBackAttempt(
  database: Database,
  held: { attemptId: string; run: number },
  lost: number,
): Promise<void> {
  await database.transaction(async (transaction) => {
    const [given] = await transaction
      .update(attempts)
      .set({ state: "queued", runnerId: null, lost: sql`${attempts.lost} + ${lost}` })
      .where(ofRun(held))
      .returning({ createdAt: attempts.createdAt });
    if (!given) return;
    const position = await countQueued(transaction, given.createdAt);
    await addEvents(transaction, {
      ...held,
      events: [{ type: "queued", at: new Date().toISOString(), position }],
    });
  });
}

/** The result of a run that the platform could not make: no verdict, and not the student's fault. */
export function infrastructureError(
  attempt: Pick<Attempt, "exerciseId" | "exerciseHash">,
  reason: Message,
): RunResult {
  return {
    kind: "infra_error",
    exercise: { id: attempt.exerciseId, hash: attempt.exerciseHash },
    score: 0,
    maxScore: 0,
    reason,
    checks: [],
    phases: [],
    provenance: { images: {}, gradedAt: new Date().toISOString() },
  };
}
