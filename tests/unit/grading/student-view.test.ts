import { describe, expect, it } from "vitest";
import type { CheckResult, RunResult } from "../../../lib/grading/result.ts";
import { eventAsSeen, resultAsSeen } from "../../../lib/grading/student-view.ts";

const hint = { ko: "힌트", en: "Hint" };

function check(id: string, status: CheckResult["status"], points: number): CheckResult {
  const message = { code: "grading.accepted", params: {} };
  return { id, task: "t", status, points, maxPoints: 5, message, evidence: [], hint };
}

const result: RunResult = {
  kind: "graded",
  exercise: { id: "one", hash: "h" },
  score: 5,
  maxScore: 15,
  checks: [check("first", "failed", 0), check("secret", "failed", 0), check("last", "passed", 5)],
  phases: [],
  provenance: { images: {}, gradedAt: "2026-11-23T12:00:00.000Z" },
};
const nothing = { hidden: new Set<string>(), failedBefore: new Map<string, number>() };

describe("what a student sees of a result", () => {
  it("must unlock a hint at the second attempt that fails its check, and say so before", () => {
    const first = resultAsSeen(result, nothing).checks[0];
    expect(first).not.toHaveProperty("hint");
    expect(first?.hintAfter).toBe(1);
    const again = resultAsSeen(result, { ...nothing, failedBefore: new Map([["first", 1]]) }).checks[0];
    expect(again?.hint).toEqual(hint);
    expect(again).not.toHaveProperty("hintAfter");
  });

  it("must hold nothing of a check that is kept back, its points included", () => {
    const seen = resultAsSeen(result, { ...nothing, hidden: new Set(["secret"]) });
    expect(JSON.stringify(seen)).not.toContain("secret");
    expect(seen).toMatchObject({ score: 5, maxScore: 10 });
  });

  it("must not tell by events what the result keeps back", () => {
    const event = { type: "check" as const, at: "2026-11-23T12:00:00.000Z" };
    const hidden = { ...nothing, hidden: new Set(["secret"]) };
    expect(eventAsSeen({ ...event, result: check("secret", "failed", 0) }, hidden)).toBeUndefined();
    const seen = eventAsSeen({ ...event, result: check("first", "failed", 0) }, hidden);
    expect(JSON.stringify(seen)).not.toContain("Hint");
  });
});
