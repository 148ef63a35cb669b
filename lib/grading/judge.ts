import { withReason } from "./missing-service.ts";
import type { Probe } from "./probes.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Verdict } from "./verdict.ts";
import type { Check } from "./vocabulary/checks.ts";
import { kindOf, type NamedStep } from "./vocabulary/kinds.ts";

/** Decides a check by what was observed. Pure: the same snapshot always gives the same verdict. */
export function judge(check: Check, snapshot: Snapshot): Verdict {
  return withReason(kindOf(check).judge(check, snapshot), snapshot);
}

/** What must have been asked before the check can be judged. */
export function probesOf(check: Check): Probe[] {
  return kindOf(check).probes?.(check) ?? [];
}

/** The steps that a check speaks of, each with the place of its name in the check. */
export function stepsNamedBy(check: Check): NamedStep[] {
  return kindOf(check).steps?.(check) ?? [];
}

/** Whether it reads nothing but the files. */
export function isModelCheck(check: Check): boolean {
  return kindOf(check).model === true;
}
