import { describe, expect, it } from "vitest";
import { writeReport } from "../../../cli/grading/reports.ts";
import { exitCodeOf, type Submission } from "../../../cli/grading/submission.ts";
import { exerciseSchema } from "../../../lib/content/exercise-schema.ts";
import type { LoadedExercise } from "../../../lib/content/exercises.ts";
import type { RunResult } from "../../../lib/grading/result.ts";

const both = { ko: "한국어", en: "English" };
const exercise: LoadedExercise = {
  id: "one",
  directory: "/nowhere",
  hash: "h",
  starter: [],
  briefs: { ko: "", en: "" },
  exercise: exerciseSchema.parse({
    id: "one",
    title: both,
    summary: both,
    minutes: 5,
    images: ["lab/api"],
    tasks: [{ id: "t", title: both, text: both }],
    stages: [{ id: "model", title: both, checks: [{ id: "file", points: 10, task: "t", type: "accepted" }] }],
    next: both,
  }),
};

function submission(path: string, kind: RunResult["kind"], points: number): Submission {
  const status = points === 10 ? "passed" : "failed";
  const message = { code: "grading.rejected", params: { words: 'a "<b>" & c' } };
  return {
    path,
    result: {
      kind,
      exercise: { id: "one", hash: "h" },
      score: points,
      maxScore: 10,
      checks:
        kind === "graded"
          ? [{ id: "file", task: "t", status, points, maxPoints: 10, message, evidence: [] }]
          : [],
      ...(kind !== "graded" && { reason: { code: "grading.no-files", params: {} } }),
      phases: [],
      provenance: { images: {}, gradedAt: "2026-11-23T12:00:00.000Z" },
    },
  };
}

const full = submission("a", "graded", 10);
const some = submission('b,"c"', "graded", 0);
const none = submission("d", "ungradable", 0);

describe("the report of a class", () => {
  it("must tell by its exit code: all full marks, some not, could not grade", () => {
    expect(exitCodeOf([full])).toBe(0);
    expect(exitCodeOf([full, some])).toBe(1);
    expect(exitCodeOf([full, some, none])).toBe(2);
  });

  it("must hold every sentence in the language asked for, as JSON", () => {
    const report = JSON.parse(writeReport("json", exercise, [some], "en"));
    expect(report.exercise).toEqual({ id: "one", hash: "h" });
    expect(report.submissions[0].result.checks[0].message.text).toContain("Compose does not accept the file");
    expect(report.submissions[0].result.checks[0].message.code).toBe("grading.rejected");
  });

  it("must quote what CSV needs quoted, and leave points empty where nothing was graded", () => {
    expect(writeReport("csv", exercise, [full, some, none], "en").split("\r\n")).toEqual([
      "path,kind,score,maxScore,file",
      "a,graded,10,10,10",
      '"b,""c""",graded,0,10,0',
      "d,ungradable,0,10,",
    ]);
  });

  it("must hold no text that a spreadsheet takes for a formula", () => {
    const names = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "a=1"];
    const report = writeReport(
      "csv",
      exercise,
      names.map((name) => submission(name, "graded", 10)),
      "en",
    );
    const first = report.split("\r\n").map((line) => line.split(",")[0]);
    expect(first.slice(1)).toEqual(["'=HYPERLINK(1)", "'+1", "'-1", "'@SUM(1)", "'\t=1", "a=1"]);
  });

  it("must be well-formed XML as JUnit", () => {
    const xml = writeReport("junit", exercise, [full, some, none], "en");
    expect(xml).toContain('<testsuite name="b,&quot;c&quot;" tests="1" failures="1" errors="0" skipped="0">');
    expect(xml).toContain("a &quot;&lt;b&gt;&quot; &amp; c");
    expect(xml).toContain('<testcase classname="one" name="run"><error');
  });
});
