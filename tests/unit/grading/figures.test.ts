import { describe, expect, it } from "vitest";
import { figureSchema } from "../../../lib/grading/figure.ts";
import { figuresOf } from "../../../lib/grading/figures.ts";
import type { EngineEvent, LoadRequest, StepOutcome } from "../../../lib/grading/snapshot.ts";

const config = {
  model: {
    name: "workspace",
    services: { api: { depends_on: { db: { condition: "service_healthy" } } }, db: {} },
  },
  words: "",
  what: "docker compose config",
  at: "2026-11-23T12:00:00.000Z",
};

function step(change: Partial<StepOutcome>): StepOutcome {
  return {
    id: "first-up",
    stage: "up",
    startedAt: 1000,
    endedAt: 9000,
    succeeded: true,
    what: "docker compose up -d",
    answer: "",
    trials: [],
    requests: [],
    before: [],
    after: [],
    ...change,
  };
}

function event(at: number, service: string, action: EngineEvent["action"]): EngineEvent {
  return { at, action, container: `id-${service}`, name: `workspace-${service}-1`, service };
}

function request(at: number, change: Partial<LoadRequest> = {}): LoadRequest {
  return { at, milliseconds: 20, status: 200, instance: "a1", ...change };
}

describe("the start order of a run", () => {
  const events = [
    event(500, "db", "destroy"),
    event(1200, "db", "create"),
    event(1400, "db", "start"),
    event(3400, "db", "healthy"),
    event(3600, "api", "start"),
    event(9900, "api", "die"),
  ];

  it("must be what the engine told during the step, and what the file says of it", () => {
    const [figure] = figuresOf({ steps: [step({})], events, config });
    expect(figure).toMatchObject({
      kind: "start-order",
      moments: [
        { at: 400, service: "db", state: "started" },
        { at: 2400, service: "db", state: "healthy" },
        { at: 2600, service: "api", state: "started" },
      ],
      waits: [{ service: "api", for: "db", condition: "service_healthy" }],
    });
    expect(figureSchema.parse(figure)).toEqual(figure);
  });

  it("must not be made up where one service started alone", () => {
    expect(figuresOf({ steps: [step({})], events: events.slice(0, 4), config })).toEqual([]);
  });
});

describe("the course of a load", () => {
  const requests = [
    ...Array.from({ length: 30 }, (_, index) => request(2000 + index * 10, { fields: { version: "1" } })),
    request(2300, { error: "ECONNRESET", status: undefined, instance: undefined }),
    ...Array.from({ length: 20 }, (_, index) =>
      request(2310 + index * 10, { instance: "b2", fields: { version: "2" } }),
    ),
  ];
  const load = step({
    id: "traffic",
    what: "51 × GET http://localhost:80/",
    requests,
    hosts: { a1: { service: "api", containers: ["id-api"] }, b2: { service: "api", containers: ["id-x"] } },
    killed: { container: "id-api", name: "workspace-api-1", at: 2300 },
  });
  const [figure] = figuresOf({ steps: [load], events: [event(1400, "api", "start")], config });

  it("must count answers by the engine's names, failures apart, and say when somebody was killed", () => {
    expect(figure).toMatchObject({
      kind: "load",
      total: 51,
      failed: 1,
      by: [
        { name: "workspace-api-1", count: 30 },
        { name: "b2", count: 20 },
      ],
      marks: [{ at: 300, what: "killed", name: "workspace-api-1" }],
    });
    expect(figureSchema.parse(figure)).toEqual(figure);
  });

  it("must lose no request between its slots", () => {
    if (figure?.kind !== "load") throw new Error("no figure of the load");
    const sum = figure.slots.reduce((total, { answered, failed }) => total + answered + failed, 0);
    expect(sum).toBe(51);
    expect(figure.slots[0]?.values).toEqual({ 1: figure.slots[0]?.answered });
  });

  it("must stay small for any number of requests and names", () => {
    const many = Array.from({ length: 5000 }, (_, index) =>
      request(2000 + index, { instance: `host-${index}` }),
    );
    const figures = figuresOf({
      steps: Array.from({ length: 20 }, () => step({ requests: many })),
      events: [],
      config,
    });
    expect(JSON.stringify(figures).length).toBeLessThan(64 * 1024);
  });
});
