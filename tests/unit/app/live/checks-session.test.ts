import { describe, expect, it } from "vitest";
import {
  heard,
  type LiveChecksSnapshot,
  liveResults,
  unknownChecks,
} from "../../../../app/workspace/live/checks/checks-session.ts";
import type { Figure } from "../../../../lib/grading/figure.ts";
import type { CheckResult } from "../../../../lib/grading/result.ts";
import type { ChecksEvent, CheckTrial } from "../../../../lib/live/checks-protocol.ts";

const at = "2026-11-23T12:00:00.000Z";
const trial: CheckTrial = { state: "running", startedAt: 1000, endedAt: null, reason: null };

function result(id: string, status: CheckResult["status"]): CheckResult {
  const message = { code: "grading.accepted", params: {} };
  return { id, task: "only", status, points: 0, maxPoints: 1, message, evidence: [] };
}

const told = (...events: ChecksEvent[]): LiveChecksSnapshot => events.reduce(heard, unknownChecks);
const decided = (id: string, status: CheckResult["status"]): ChecksEvent => ({
  type: "event",
  event: { type: "check", at, result: result(id, status) },
});
const order: Figure = { kind: "start-order", step: "up", moments: [], waits: [] };
const states = (state: LiveChecksSnapshot) =>
  Object.fromEntries(liveResults(state).map(({ id, status }) => [id, status]));

describe("the checks on a live stack, as a page shows them", () => {
  const ticking = { looking: "idle" as const, up: true, at: 2000, results: [result("runs", "passed")] };

  it("must show what is seen now before what a trial found, and of the others what it found", () => {
    const state = told({ type: "trial", trial }, decided("runs", "failed"), decided("survives", "failed"), {
      type: "ticking",
      ticking,
    });
    expect(states(state)).toEqual({ runs: "passed", survives: "failed" });
  });

  it("must forget the last trial when another begins", () => {
    const state = told({ type: "trial", trial }, decided("survives", "failed"), {
      type: "trial",
      trial: { ...trial, startedAt: 9000 },
    });
    expect(states(state)).toEqual({});
    expect(state.run.phase).toBe("running");
  });

  it("must show a trial's pictures until another trial begins", () => {
    const ended = { ...trial, state: "ended" as const, endedAt: 5000 };
    const events: ChecksEvent[] = [
      { type: "trial", trial },
      { type: "figures", figures: [order] },
      { type: "trial", trial: ended },
    ];
    expect(told(...events).figures).toEqual([order]);
    expect(told(...events, { type: "trial", trial: { ...trial, startedAt: 9000 } }).figures).toEqual([]);
  });

  it("must know the whole trial after a reload", () => {
    const event = { type: "check" as const, at, result: result("survives", "passed") };
    const ended = { ...trial, state: "ended" as const, endedAt: 5000 };
    const state = told({
      type: "hello",
      now: 6000,
      byThemselves: ["runs"],
      ticking,
      trial: ended,
      events: [event],
      figures: [order],
    });
    expect(states(state)).toEqual({ runs: "passed", survives: "passed" });
    expect(state.run.phase).toBe("ended");
    expect(state.figures).toEqual([order]);
  });
});
