import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appendEvents, eventsAfter } from "../../../lib/db/attempt-events.ts";
import { listAttempts } from "../../../lib/db/attempt-history.ts";
import {
  endAttempt,
  giveBackAttempt,
  infrastructureError,
  reportedFailure,
  takeAttempt,
} from "../../../lib/db/attempt-runs.ts";
import { attemptLimits, cancelAttempt, createAttempt, readAttempt } from "../../../lib/db/attempts.ts";
import { ensureLearner } from "../../../lib/db/learners.ts";
import { openListener } from "../../../lib/db/listen.ts";
import { channels } from "../../../lib/db/notify.ts";
import { attemptQueue, openQueue, type Queue } from "../../../lib/db/queue.ts";
import type { RunEvent } from "../../../lib/grading/events.ts";
import { message } from "../../../lib/i18n/message.ts";
import { makeAttempt } from "./make-attempt.ts";
import { openTemporaryDatabase, type TemporaryDatabase } from "./temporary-database.ts";
import { until } from "./until.ts";

let temporary: TemporaryDatabase;
let queue: Queue;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  queue = await openQueue(temporary.url, { role: "web" });
});

afterAll(async () => {
  await queue.close();
  await temporary.close();
});

async function newAttempt(text = "services: {}") {
  const learnerId = randomUUID();
  await ensureLearner(temporary.database, learnerId);
  const files = [{ path: "compose.yaml", content: text }];
  const values = { learnerId, exerciseId: "healthy-before-start", exerciseHash: "abc", files };
  const made = await makeAttempt(temporary.database, queue.boss, { ...values, purpose: "submit" });
  return { ...made, learnerId };
}

function output(text: string): RunEvent {
  return { type: "output", at: new Date().toISOString(), stream: "stdout", text };
}

const unable = infrastructureError({ exerciseId: "x", exerciseHash: "abc" }, message("platform.internal"));

describe("an attempt", () => {
  test("must be stored together with its job", async () => {
    const { id } = await newAttempt();
    const attempt = await readAttempt(temporary.database, id);
    const [job] = await queue.boss.findJobs(attemptQueue, { id });
    expect(attempt?.state).toBe("queued");
    expect(job?.state).toBe("created");
  });

  test("must leave neither a row nor a job when its learner is unknown", async () => {
    const before = await queue.boss.findJobs(attemptQueue);
    const attempt = {
      learnerId: "nobody",
      exerciseId: "x",
      exerciseHash: "abc",
      purpose: "run" as const,
      files: [],
    };
    await expect(makeAttempt(temporary.database, queue.boss, attempt)).rejects.toThrow();
    expect(await queue.boss.findJobs(attemptQueue)).toHaveLength(before.length);
  });

  test("must be listed for its learner only, the newest first", async () => {
    const { learnerId, id } = await newAttempt();
    await newAttempt();
    const values = { learnerId, exerciseId: "healthy-before-start", exerciseHash: "abc", files: [] };
    const second = await makeAttempt(temporary.database, queue.boss, { ...values, purpose: "run" });
    const listed = await listAttempts(temporary.database, { learnerId, exerciseId: values.exerciseId });
    expect(listed.map((attempt) => attempt.id)).toEqual([second.id, id]);
  });

  test("must keep its events in order and without gaps, whatever characters they hold", async () => {
    const { id } = await newAttempt();
    const attempt = await takeAttempt(temporary.database, { attemptId: id, runnerId: "r1" });
    const held = { attemptId: id, run: attempt?.run ?? 0 };
    await appendEvents(temporary.database, { ...held, events: [output("one"), output("\0 \ud800")] });
    await appendEvents(temporary.database, { ...held, events: [output("three")] });
    const events = await eventsAfter(temporary.database, { attemptId: id, seq: 0 });
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(events.map(({ event }) => event.type)).toEqual(["queued", "taken", "output", "output", "output"]);
    expect(events[3]?.event).toMatchObject({ text: "\ufffd \ufffd" });
    const later = await eventsAfter(temporary.database, { attemptId: id, seq: 4 });
    expect(later.map(({ event }) => event)).toMatchObject([{ text: "three" }]);
  });

  test("must tell listeners about its events", async () => {
    const heard: string[] = [];
    let connected = false;
    const listener = openListener(temporary.url, [channels.events], {
      onNotification: (_, payload) => heard.push(payload),
      onConnect: () => {
        connected = true;
      },
    });
    await until(async () => connected);
    const { id } = await newAttempt();
    await until(async () => heard.includes(id));
    await listener.close();
  });

  test("must end once, with its result", async () => {
    const { id } = await newAttempt();
    await takeAttempt(temporary.database, { attemptId: id, runnerId: "r1" });
    const ending = { kind: "result", result: unable } as const;
    expect(await endAttempt(temporary.database, { attemptId: id, run: 1 }, ending)).toBe(true);
    expect(await endAttempt(temporary.database, { attemptId: id, run: 1 }, ending)).toBe(false);
    expect(await takeAttempt(temporary.database, { attemptId: id, runnerId: "r2" })).toBeUndefined();
    expect(await readAttempt(temporary.database, id)).toMatchObject({
      state: "ended",
      result: { kind: "infra_error" },
    });
  });

  test("must not take words from a runner that lost it", async () => {
    const { id } = await newAttempt();
    await takeAttempt(temporary.database, { attemptId: id, runnerId: "r1" });
    await appendEvents(temporary.database, { attemptId: id, run: 1, events: [output("first run")] });
    await takeAttempt(temporary.database, { attemptId: id, runnerId: "r2" });
    const late = { attemptId: id, run: 1 };
    expect(await appendEvents(temporary.database, { ...late, events: [output("late")] })).toBe(false);
    expect(await endAttempt(temporary.database, late, { kind: "result", result: unable })).toBe(false);
    const fresh = await eventsAfter(temporary.database, { attemptId: id, seq: 0 });
    expect(fresh.map(({ event }) => event.type)).toEqual(["queued", "taken"]);
    expect(fresh.at(-1)?.event).toMatchObject({ run: 2, runner: "r2" });
  });

  test("must end as infra_error when it has taken six runners with it", async () => {
    const { id } = await newAttempt();
    for (const runnerId of ["r1", "r2", "r3", "r4", "r5", "r6"]) {
      expect(await takeAttempt(temporary.database, { attemptId: id, runnerId })).toBeDefined();
    }
    expect(await takeAttempt(temporary.database, { attemptId: id, runnerId: "r7" })).toBeUndefined();
    const attempt = await readAttempt(temporary.database, id);
    expect(attempt).toMatchObject({ state: "ended", result: { kind: "infra_error" } });
    expect(attempt?.result?.reason?.code).toBe("platform.attempt-lost-runners");
  });
});

describe("making an attempt", () => {
  const newcomer = async () => {
    const learnerId = randomUUID();
    await ensureLearner(temporary.database, learnerId);
    return { learnerId, exerciseId: "x", exerciseHash: "abc", purpose: "run" as const, files: [] };
  };
  const make = (values: Parameters<typeof createAttempt>[2]) =>
    createAttempt(temporary.database, queue.boss, values);

  test("must be refused beyond the limit of open ones, also when all are sent at once", async () => {
    const values = await newcomer();
    const sent = Array.from({ length: attemptLimits.open * 3 }, () => make(values));
    const made = (await Promise.all(sent)).filter(({ kind }) => kind === "created");
    expect(made).toHaveLength(attemptLimits.open);
    expect(await make(values)).toEqual({ kind: "too-many-open" });
    expect((await make(await newcomer())).kind).toBe("created");
  });

  test("must be refused beyond so many a minute, though the earlier ones have ended", async () => {
    const values = await newcomer();
    for (let count = 0; count < attemptLimits.perMinute; count++) {
      const { id } = await makeAttempt(temporary.database, queue.boss, values);
      await cancelAttempt(temporary.database, queue.boss, id);
    }
    expect(await make(values)).toEqual({ kind: "too-many-a-minute" });
    await temporary.database.execute(
      sql`update attempts set created_at = now() - interval '1 hour' where learner_id = ${values.learnerId}`,
    );
    expect((await make(values)).kind).toBe("created");
  });

  test("must make one attempt of those that are sent again with the same id", async () => {
    const values = { ...(await newcomer()), id: randomUUID() };
    const answers = await Promise.all([make(values), make(values), make(values)]);
    expect(new Set(answers.map((answer) => answer.kind === "created" && answer.id))).toEqual(
      new Set([values.id]),
    );
    const { learnerId, exerciseId } = values;
    expect(await listAttempts(temporary.database, { learnerId, exerciseId })).toHaveLength(1);
    await cancelAttempt(temporary.database, queue.boss, values.id);
    expect((await make(values)).kind).toBe("created");
    expect(await readAttempt(temporary.database, values.id)).toMatchObject({ state: "cancelled" });
  });

  test("must not be handed somebody else's by its id", async () => {
    const id = randomUUID();
    await make({ ...(await newcomer()), id });
    expect(await make({ ...(await newcomer()), id })).toEqual({ kind: "id-taken" });
  });
});

describe("giving an attempt back", () => {
  test("must cost nothing when the runner is only being stopped", async () => {
    const { id } = await newAttempt();
    for (let run = 1; run <= 10; run++) {
      expect((await takeAttempt(temporary.database, { attemptId: id, runnerId: "r" }))?.run).toBe(run);
      await giveBackAttempt(temporary.database, { attemptId: id, run }, 0);
    }
    expect((await readAttempt(temporary.database, id))?.state).toBe("queued");
    const events = await eventsAfter(temporary.database, { attemptId: id, seq: 0 });
    expect(events.map(({ event }) => event.type)).toEqual(["queued", "taken", "queued"]);
  });

  test("must be over after three failures that a runner reported", async () => {
    const { id } = await newAttempt();
    for (let run = 1; run <= 3; run++) {
      expect(await takeAttempt(temporary.database, { attemptId: id, runnerId: "r" })).toBeDefined();
      await giveBackAttempt(temporary.database, { attemptId: id, run }, reportedFailure);
    }
    expect(await takeAttempt(temporary.database, { attemptId: id, runnerId: "r" })).toBeUndefined();
    expect((await readAttempt(temporary.database, id))?.result?.kind).toBe("infra_error");
  });
});

describe("cancelling", () => {
  test("must end a waiting attempt at once, with its job", async () => {
    const { id } = await newAttempt();
    expect(await cancelAttempt(temporary.database, queue.boss, id)).toBe("cancelled");
    const [job] = await queue.boss.findJobs(attemptQueue, { id });
    expect(job?.state).toBe("cancelled");
    expect(await takeAttempt(temporary.database, { attemptId: id, runnerId: "r1" })).toBeUndefined();
  });

  test("must be remembered for a running attempt whose runner dies before it hears of it", async () => {
    const { id } = await newAttempt();
    await takeAttempt(temporary.database, { attemptId: id, runnerId: "r1" });
    expect(await cancelAttempt(temporary.database, queue.boss, id)).toBe("running");
    expect(await takeAttempt(temporary.database, { attemptId: id, runnerId: "r2" })).toBeUndefined();
    expect((await readAttempt(temporary.database, id))?.state).toBe("cancelled");
  });
});
