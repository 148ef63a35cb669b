import type { RunEvent } from "./events.ts";
import type { CheckResult, RunResult } from "./result.ts";

/** So many attempts must fail a check before its hint is shown: first the student looks alone. */
const attemptsBeforeHint = 2;

/** What a learner may see of an attempt's verdict. */
export type Sight = {
  /** Checks that are kept back until the first submission. */
  hidden: ReadonlySet<string>;
  /** By check: how many attempts before this one failed it. */
  failedBefore: ReadonlyMap<string, number>;
};

/** A check as the learner may see it: nothing when it is kept back, the hint only when it is unlocked. */
function checkAsSeen(check: CheckResult, { hidden, failedBefore }: Sight): CheckResult | undefined {
  if (hidden.has(check.id)) return undefined;
  if (check.status !== "failed" || !check.hint) return check;
  const hintAfter = attemptsBeforeHint - 1 - (failedBefore.get(check.id) ?? 0);
  if (hintAfter <= 0) return check;
  const { hint: _, ...rest } = check;
  return { ...rest, hintAfter };
}

/** A result as the learner may see it. Points that are kept back count neither as won nor as missing. */
export function resultAsSeen(result: RunResult, sight: Sight): RunResult {
  const checks = result.checks.flatMap((check) => checkAsSeen(check, sight) ?? []);
  const kept = result.checks.filter(({ id }) => sight.hidden.has(id));
  return {
    ...result,
    checks,
    score: result.score - sum(kept.map(({ points }) => points)),
    maxScore: result.maxScore - sum(kept.map(({ maxPoints }) => maxPoints)),
  };
}

/** An event as the learner may see it; nothing when it tells of a check that is kept back. */
export function eventAsSeen(event: RunEvent, sight: Sight): RunEvent | undefined {
  if (event.type !== "check") return event;
  const result = checkAsSeen(event.result, sight);
  return result && { ...event, result };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
