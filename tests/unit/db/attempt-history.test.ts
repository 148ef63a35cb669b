import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failuresBefore, hasSubmitted, listAttempts } from "../../../lib/db/attempt-history.ts";
import { ensureLearner } from "../../../lib/db/learners.ts";
import { attempts } from "../../../lib/db/schema.ts";
import type { RunResult } from "../../../lib/grading/result.ts";
import { openTemporaryDatabase, type TemporaryDatabase } from "./temporary-database.ts";

const exerciseId = "healthy-before-start";
let temporary: TemporaryDatabase;
let learnerId: string;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  learnerId = randomUUID();
  await ensureLearner(temporary.database, learnerId);
  for (let count = 1; count <= 55; count++) await attempt(count, "run", { kept: 5, secret: 0 });
});

afterAll(() => temporary.close());

/** An attempt that has ended with so many points (of five) in each check. */
async function attempt(minute: number, purpose: "run" | "submit", points: Record<string, number>) {
  const checks = Object.entries(points).map(([id, won]) => ({
    id,
    task: "t",
    status: won > 0 ? ("passed" as const) : ("failed" as const),
    points: won,
    maxPoints: 5,
    message: { code: "grading.accepted", params: {} },
    evidence: [{ what: "docker compose config", answer: "x".repeat(100), at: new Date(0).toISOString() }],
  }));
  const total = Object.values(points).reduce((sum, won) => sum + won, 0);
  const result: RunResult = {
    kind: "graded",
    exercise: { id: exerciseId, hash: "h" },
    score: total,
    maxScore: checks.length * 5,
    checks,
    phases: [],
    provenance: { images: {}, gradedAt: new Date(0).toISOString() },
  };
  const values = { id: randomUUID(), learnerId, exerciseId, exerciseHash: "h", purpose, files: [], result };
  const createdAt = new Date(minute * 60_000);
  await temporary.database.insert(attempts).values({ ...values, state: "ended", createdAt });
  return { ...values, createdAt };
}

describe("the history of a learner's attempts", () => {
  test("must keep each attempt's number, page by page", async () => {
    const { database } = temporary;
    const newest = await listAttempts(database, { learnerId, exerciseId });
    expect(newest.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, index) => 55 - index));
    const older = await listAttempts(database, { learnerId, exerciseId, before: 6 });
    expect(older.map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
  });

  test("must tell points and outcome without carrying whole results", async () => {
    const [newest] = await listAttempts(temporary.database, { learnerId, exerciseId, limit: 1 });
    expect(newest).toMatchObject({ kind: "graded", score: 5, maxScore: 10 });
    expect(JSON.stringify(newest)).not.toContain("docker compose config");
  });

  test("must not count the points of checks that are kept back", async () => {
    const filter = { learnerId, exerciseId, limit: 1, hidden: new Set(["secret", "other"]) };
    expect((await listAttempts(temporary.database, filter))[0]).toMatchObject({ score: 5, maxScore: 5 });
  });

  test("must count how often a check failed before, by the same learner only", async () => {
    const { database } = temporary;
    const other = { id: randomUUID(), learnerId: "somebody", exerciseId, createdAt: new Date() };
    expect(await failuresBefore(database, other)).toEqual(new Map());
    const third = { id: randomUUID(), learnerId, exerciseId, createdAt: new Date(2.5 * 60_000) };
    expect(await failuresBefore(database, third)).toEqual(new Map([["secret", 2]]));
  });

  test("must know the first graded submission", async () => {
    const { database } = temporary;
    expect(await hasSubmitted(database, { learnerId, exerciseId })).toBe(false);
    await attempt(60, "submit", { kept: 5 });
    expect(await hasSubmitted(database, { learnerId, exerciseId })).toBe(true);
  });
});
