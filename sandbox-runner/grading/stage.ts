import { setTimeout as delay } from "node:timers/promises";
import type { Stage } from "../../lib/content/exercise-schema.ts";
import { judge, probesOf, stepsNamedBy } from "../../lib/grading/judge.ts";
import { callsOf, couldRead } from "../../lib/grading/projects.ts";
import type { CheckResult } from "../../lib/grading/result.ts";
import { isSettled } from "../../lib/grading/settled.ts";
import type { Snapshot } from "../../lib/grading/snapshot.ts";
import type { Verdict } from "../../lib/grading/verdict.ts";
import type { Check } from "../../lib/grading/vocabulary/checks.ts";
import { stepsWithin } from "../../lib/grading/vocabulary/steps.ts";
import { message } from "../../lib/i18n/message.ts";
import { locateVerdict } from "./locate-verdict.ts";
import { observe, snapshotOfFiles } from "./observe.ts";
import { patient } from "./patience.ts";
import { readConfigs } from "./read-config.ts";
import { now, type RunState } from "./run-state.ts";
import { act } from "./steps/act.ts";

/**
 * To look is not free: every question starts a program. So what has not come soon is looked at less and less often,
 * after another fifth of the time that it has been waited for.
 */
const soonestMs = 500;
const latestMs = 2500;
const partOfWaiting = 1 / 5;

export type StageResult = { results: CheckResult[]; worked: boolean };

/** Acts, observes, judges. `unmet` is the first of the stage's needs that does not hold. */
export async function runStage(run: RunState, stage: Stage, unmet: string | undefined): Promise<StageResult> {
  if (unmet !== undefined) {
    run.emit({ type: "stage", at: now(), stage: stage.id, state: "skipped" });
    const reason = message("grading.skipped-need", { need: unmet });
    return { worked: false, results: stage.checks.map((check) => report(run, skipped(check, reason))) };
  }
  run.emit({ type: "stage", at: now(), stage: stage.id, state: "started" });
  const failedStep = await actInOrder(run, stage);
  await readConfigs(run, callsOf(stage));
  const results = await judgeAll(run, stage, failedStep);
  run.emit({ type: "stage", at: now(), stage: stage.id, state: "ended" });
  const accepted = stage.id !== "model" || couldRead(stage, run);
  return { worked: failedStep === undefined && accepted, results };
}

/** The id of the step that failed, after which nothing more is done in this stage. */
async function actInOrder(run: RunState, stage: Stage): Promise<string | undefined> {
  for (const step of stage.steps) {
    const outcome = await act(run, stage.id, step);
    if (!outcome.succeeded) return step.id;
  }
  return undefined;
}

async function judgeAll(run: RunState, stage: Stage, failedStep: string | undefined): Promise<CheckResult[]> {
  const notDone = stepsAfter(stage, failedStep);
  const begun = Date.now();
  const results = new Map<string, CheckResult>();
  let open: Check[] = [];
  for (const check of stage.checks) {
    const missing = stepsNamedBy(check).find(({ id }) => notDone.has(id));
    if (!missing || !failedStep) open.push(check);
    else
      results.set(
        check.id,
        report(run, skipped(check, message("grading.skipped-step", { step: failedStep }))),
      );
  }
  while (open.length > 0) {
    const snapshot = await snapshotFor(run, stage, open);
    const again: Check[] = [];
    for (const check of open) {
      const verdict = judge(check, snapshot);
      const inTime = Date.now() - begun < patient(check.eventually) * 1000;
      if (verdict.status === "failed" && inTime && !isSettled(verdict, snapshot)) again.push(check);
      else results.set(check.id, report(run, resultOf(run, check, verdict)));
    }
    open = again;
    if (open.length > 0) await delay(pauseMs(open, Date.now() - begun), undefined, { signal: run.signal });
  }
  return stage.checks.flatMap((check) => results.get(check.id) ?? []);
}

/** Not beyond the end of what is waited for: that last look decides. */
function pauseMs(open: Check[], waitedMs: number): number {
  const leftMs = Math.max(...open.map(({ eventually }) => patient(eventually) * 1000)) - waitedMs;
  return Math.max(soonestMs, Math.min(waitedMs * partOfWaiting, latestMs, leftMs));
}

async function snapshotFor(run: RunState, stage: Stage, checks: Check[]): Promise<Snapshot> {
  return stage.id === "model" ? snapshotOfFiles(run) : observe(run, checks.flatMap(probesOf));
}

function stepsAfter(stage: Stage, failedStep: string | undefined): Set<string> {
  const index = stage.steps.findIndex((step) => step.id === failedStep);
  return new Set(
    index === -1
      ? []
      : stage.steps
          .slice(index + 1)
          .flatMap(stepsWithin)
          .map(({ id }) => id),
  );
}

function resultOf(run: RunState, check: Check, verdict: Verdict): CheckResult {
  const location = verdict.status === "failed" ? locateVerdict(run, verdict) : undefined;
  return {
    id: check.id,
    task: check.task,
    status: verdict.status,
    points: verdict.status === "passed" ? check.points : 0,
    maxPoints: check.points,
    message: verdict.message,
    evidence: verdict.evidence,
    ...(location && { location }),
    ...(verdict.status === "failed" && check.hint && { hint: check.hint }),
  };
}

function skipped(check: Check, reason: CheckResult["message"]): CheckResult {
  return {
    id: check.id,
    task: check.task,
    status: "skipped",
    points: 0,
    maxPoints: check.points,
    message: reason,
    evidence: [],
  };
}

function report(run: RunState, result: CheckResult): CheckResult {
  run.emit({ type: "check", at: now(), result });
  return result;
}
