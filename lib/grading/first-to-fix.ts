import type { CheckResult } from "./result.ts";

const order: Record<CheckResult["status"], number> = { failed: 0, error: 1, skipped: 2, passed: 3 };

/**
 * What to mend first stands first. Within what failed, the author's order holds: stages go from cheap to
 * dear and causes before effects, so that the first failure is the one to look at.
 */
export function firstToFix(results: CheckResult[]): CheckResult[] {
  return results.toSorted((one, other) => order[one.status] - order[other.status]);
}
