import { describe, expect, it } from "vitest";
import { judge } from "../../../lib/grading/judge.ts";
import type { EngineEvent, HealthcheckTrial, StepOutcome } from "../../../lib/grading/snapshot.ts";
import { check, container, event, snapshot, step } from "./observed.ts";

describe("started-after", () => {
  const order = check({ type: "started-after", service: "api", after: "db", became: "healthy", step: "up" });
  const waiting = (on: string, condition: string) => {
    const depends_on = { [on]: { condition } };
    const { config } = snapshot();
    return { ...config, model: { name: "work", services: { api: { depends_on }, [on]: {} } } };
  };
  const judged = (events: EngineEvent[], fields: Partial<StepOutcome> = {}, condition = "service_healthy") =>
    judge(
      order,
      snapshot({ config: waiting("db", condition), events, steps: [step({ id: "up", ...fields })] }),
    ).message.code;
  const held = { service: "db", from: 1500, until: 5000, firstAnswer: 5400 };

  it("must hold when the service started after the other was healthy", () => {
    expect(judged([event("db", "healthy", 6000), event("api", "start", 6001)])).toBe("grading.started-after");
  });

  it("must not take for an order what no condition in the file asks for", () => {
    const events = [event("db", "healthy", 6000), event("api", "start", 9000)];
    expect(judged(events, {}, "service_started")).toBe("grading.ordered-by-luck");
  });

  it("must not be satisfied by luck: nothing says healthy before the start", () => {
    expect(judged([event("api", "start", 2000), event("db", "healthy", 6000)])).toBe(
      "grading.started-too-early",
    );
    expect(judged([event("api", "start", 2000)])).toBe("grading.never-healthy");
  });

  it("must not take an earlier health for this one", () => {
    expect(judged([event("db", "healthy", 500), event("api", "start", 2000)])).toBe("grading.never-healthy");
  });

  it("must judge the first start, not a later one after crashes", () => {
    const events = [event("api", "start", 2000), event("db", "healthy", 3000), event("api", "start", 4000)];
    expect(judged(events)).toBe("grading.started-too-early");
  });

  it("must fail a start while the grader held the other service back", () => {
    const events = [event("db", "healthy", 2500), event("api", "start", 3000)];
    expect(judged(events, { held })).toBe("grading.started-while-held");
  });

  it("must not believe a health that came before the service answered", () => {
    const events = [event("db", "healthy", 5100), event("api", "start", 5200)];
    expect(judged(events, { held })).toBe("grading.healthy-too-early");
  });

  it("must fail when the held service never answered", () => {
    const events = [event("db", "healthy", 5500), event("api", "start", 5600)];
    expect(judged(events, { held: { ...held, firstAnswer: undefined } })).toBe("grading.never-answered");
  });

  it("must fail when the service never started, or the project did not come up", () => {
    expect(judged([event("db", "healthy", 2000)])).toBe("grading.never-started");
    expect(judged([], { succeeded: false })).toBe("grading.did-not-come-up");
  });

  it("must count only an end with code 0 as completed", () => {
    const after = check({
      type: "started-after",
      service: "api",
      after: "job",
      became: "completed",
      step: "up",
    });
    const ended = (code: number) =>
      judge(
        after,
        snapshot({
          config: waiting("job", "service_completed_successfully"),
          events: [event("job", "die", 2000, code), event("api", "start", 3000)],
          steps: [step({ id: "up" })],
        }),
      ).status;
    expect(ended(0)).toBe("passed");
    expect(ended(1)).toBe("failed");
  });
});

describe("honest-healthcheck", () => {
  const honest = check({ type: "honest-healthcheck", service: "db", steps: ["well", "frozen"] });
  const db = container({ service: "db", healthcheck: ["CMD", "true"], health: "healthy" });
  const trial = (answering: boolean, saysHealthy: boolean): HealthcheckTrial => ({
    service: "db",
    answering,
    saysHealthy,
    command: "pg_isready",
    answer: "",
    at: "2026-11-23T12:00:00.000Z",
  });
  const judged = (well: HealthcheckTrial[], frozen: HealthcheckTrial[]) =>
    judge(
      honest,
      snapshot({
        containers: [db],
        steps: [step({ id: "well", trials: well }), step({ id: "frozen", trials: frozen })],
      }),
    ).message.code;

  it("must hold when health follows the truth", () => {
    expect(judged([trial(true, true)], [trial(false, false)])).toBe("grading.healthcheck-honest");
  });

  it("must find out a healthcheck that is always true", () => {
    expect(judged([trial(true, true)], [trial(false, true)])).toBe("grading.healthcheck-lies");
    expect(judged([trial(true, true)], [trial(false, false), trial(false, true)])).toBe(
      "grading.healthcheck-lies",
    );
  });

  it("must find out a healthcheck that never succeeds", () => {
    expect(judged([trial(true, false)], [trial(false, false)])).toBe("grading.healthcheck-too-strict");
  });

  it("must not hold when it was tried in one state only", () => {
    expect(judged([trial(true, true)], [])).toBe("grading.not-observed");
    expect(judged([], [trial(false, false)])).toBe("grading.not-observed");
    expect(judged([trial(true, true)], [trial(true, true)])).toBe("grading.not-observed");
  });

  it("must fail without a healthcheck", () => {
    const containers = [container({ service: "db" })];
    expect(judge(honest, snapshot({ containers })).message.code).toBe("grading.no-healthcheck");
  });
});
