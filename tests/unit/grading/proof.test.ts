import { describe, expect, it } from "vitest";
import { exerciseSchema } from "../../../lib/content/exercise-schema.ts";
import { firstToFix } from "../../../lib/grading/first-to-fix.ts";
import {
  disproveMistake,
  disproveSolution,
  disproveStarter,
  unprovenChecks,
} from "../../../lib/grading/proof.ts";
import type { CheckResult, RunResult } from "../../../lib/grading/result.ts";

const both = { ko: "한국어", en: "English" };
const exercise = exerciseSchema.parse({
  id: "one",
  title: both,
  summary: both,
  minutes: 5,
  images: ["lab/api"],
  tasks: [{ id: "first", title: both, text: both }],
  stages: [
    {
      id: "model",
      title: both,
      checks: [
        { id: "a", points: 5, task: "first", type: "accepted" },
        { id: "b", points: 5, task: "first", type: "accepted" },
      ],
    },
  ],
  next: both,
  mistakes: { slip: { about: both, fails: { a: "grading.rejected" } } },
});

function checkResult(id: string, status: CheckResult["status"], code = "grading.accepted"): CheckResult {
  const points = status === "passed" ? 5 : 0;
  return { id, task: "first", status, points, maxPoints: 5, message: { code, params: {} }, evidence: [] };
}

function result(...checks: CheckResult[]): RunResult {
  return {
    kind: "graded",
    exercise: { id: "one", hash: "h" },
    score: checks.reduce((sum, check) => sum + check.points, 0),
    maxScore: 10,
    checks,
    phases: [],
    provenance: { images: {}, gradedAt: "2026-11-23T12:00:00.000Z" },
  };
}

const broken: RunResult = {
  ...result(),
  kind: "infra_error",
  reason: { code: "grading.platform-fault", params: {} },
};
const codes = (disproofs: { message: { code: string } }[]) => disproofs.map(({ message }) => message.code);

describe("the proof of an exercise", () => {
  it("must want full marks for the solution", () => {
    expect(
      disproveSolution(exercise, result(checkResult("a", "passed"), checkResult("b", "passed"))),
    ).toEqual([]);
    const failed = result(checkResult("a", "passed"), checkResult("b", "skipped"));
    expect(codes(disproveSolution(exercise, failed))).toEqual(["grading.content-not-full"]);
  });

  it("must want something left to do for the starter, and no error", () => {
    expect(disproveStarter(result(checkResult("a", "failed"), checkResult("b", "passed")))).toEqual([]);
    const full = result(checkResult("a", "passed"), checkResult("b", "passed"));
    expect(codes(disproveStarter(full))).toEqual(["grading.content-starter-full"]);
    expect(codes(disproveStarter(broken))).toEqual(["grading.content-not-graded"]);
  });

  it("must want a mistake to fail exactly what is named, by the message that is named", () => {
    const judged = (...checks: CheckResult[]) => codes(disproveMistake(exercise, "slip", result(...checks)));
    const a = checkResult("a", "failed", "grading.rejected");
    expect(judged(a, checkResult("b", "passed"))).toEqual([]);
    expect(judged(a, checkResult("b", "skipped"))).toEqual([]);
    expect(judged(a, checkResult("b", "failed"))).toEqual(["grading.content-should-pass"]);
    expect(judged(checkResult("a", "passed"), checkResult("b", "passed"))).toEqual([
      "grading.content-should-fail",
    ]);
    expect(judged(checkResult("a", "skipped"))).toEqual(["grading.content-should-fail"]);
    expect(judged(checkResult("a", "failed", "grading.other"))).toEqual(["grading.content-other-code"]);
    expect(codes(disproveMistake(exercise, "slip", broken))).toEqual(["grading.content-not-graded"]);
  });

  it("must tell the author which message it was where that was left open, and what a student reads", () => {
    const open = { ...exercise, mistakes: { slip: { about: { ko: "", en: "" }, fails: { a: "?" } } } };
    const [told, ...others] = disproveMistake(
      open,
      "slip",
      result(checkResult("a", "failed", "grading.rejected")),
    );
    expect(others).toEqual([]);
    expect(told?.message.code).toBe("grading.content-open-code");
    expect(told?.because?.code).toBe("grading.rejected");
    expect(told?.remedy?.params.found).toBe("grading.rejected");
  });

  it("must name the check that no mistake fails, and where it stands", () => {
    const [unproven, ...others] = unprovenChecks(exercise);
    expect(others).toEqual([]);
    expect(unproven?.message.params.check).toBe("b");
    expect(unproven?.path).toEqual(["stages", 0, "checks", 1, "id"]);
  });
});

describe("the order of results", () => {
  it("must begin with what to mend first and keep the author's order within", () => {
    const results = [
      checkResult("a", "passed"),
      checkResult("b", "failed"),
      checkResult("c", "skipped"),
      checkResult("d", "failed"),
    ];
    expect(firstToFix(results).map(({ id }) => id)).toEqual(["b", "d", "c", "a"]);
  });
});
