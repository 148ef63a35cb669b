import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readClassResults } from "../../../lib/db/class-results.ts";
import { saveDraft } from "../../../lib/db/drafts.ts";
import { ensureLearner } from "../../../lib/db/learners.ts";
import { attempts } from "../../../lib/db/schema.ts";
import type { RunResult } from "../../../lib/grading/result.ts";
import { openTemporaryDatabase, type TemporaryDatabase } from "./temporary-database.ts";

const exerciseId = "healthy-before-start";
let temporary: TemporaryDatabase;
let minute = 0;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  for (const name of ["writer", "ann", "bora", "chan"]) await ensureLearner(temporary.database, name);
});

afterAll(() => temporary.close());

type Given = { purpose?: "run" | "submit"; exercise?: string; kind?: RunResult["kind"] };

/** An attempt in which the named checks failed, each of one point. */
async function attempt(learnerId: string, failed: string[], given: Given = {}): Promise<void> {
  const { purpose = "submit", exercise = exerciseId, kind = "graded" } = given;
  const checks = ["starts", "waits", "limits"].map((id) => ({
    id,
    task: "t",
    status: failed.includes(id) ? ("failed" as const) : ("passed" as const),
    points: failed.includes(id) ? 0 : 1,
    maxPoints: 1,
    message: { code: "grading.accepted", params: {} },
    evidence: [],
  }));
  const result: RunResult = {
    kind,
    exercise: { id: exercise, hash: "h" },
    score: 3 - failed.length,
    maxScore: 3,
    checks,
    phases: [],
    provenance: { images: {}, gradedAt: new Date(0).toISOString() },
  };
  minute += 1;
  await temporary.database.insert(attempts).values({
    id: randomUUID(),
    learnerId,
    exerciseId: exercise,
    exerciseHash: "h",
    purpose,
    files: [],
    result,
    state: "ended",
    createdAt: new Date(minute * 60_000),
  });
}

test("an exercise that nobody has begun must count nobody", async () => {
  const nobody = { begun: 0, tried: 0, passed: 0, failing: [] };
  expect(await readClassResults(temporary.database, exerciseId)).toEqual(nobody);
});

test("a class must be counted by learner, and its checks by what was graded last", async () => {
  const { database } = temporary;
  await saveDraft(database, { learnerId: "writer", exerciseId }, { files: [], version: 0 });
  await saveDraft(database, { learnerId: "ann", exerciseId }, { files: [], version: 0 });
  // Mended since: only what still fails counts.
  await attempt("ann", ["starts", "waits", "limits"]);
  await attempt("ann", ["waits"]);
  await attempt("bora", ["limits", "waits"], { purpose: "run" });
  // A trial with full marks is no submission, and what came of a submission before it stays.
  await attempt("chan", []);
  await attempt("chan", ["waits"], { purpose: "run" });
  // What failed by us, or elsewhere, is nobody's doing here.
  await attempt("writer", ["starts"], { kind: "infra_error" });
  await attempt("writer", ["starts"], { exercise: "first-stack" });
  expect(await readClassResults(database, exerciseId)).toEqual({
    begun: 4,
    tried: 3,
    passed: 1,
    failing: [
      { check: "waits", learners: 3 },
      { check: "limits", learners: 1 },
    ],
  });
});

test("a trial with full marks must not count as passed", async () => {
  await attempt("bora", [], { purpose: "run" });
  expect((await readClassResults(temporary.database, exerciseId)).passed).toBe(1);
});
