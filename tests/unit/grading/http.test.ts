import { describe, expect, it } from "vitest";
import { judge } from "../../../lib/grading/judge.ts";
import type { Probe } from "../../../lib/grading/probes.ts";
import type { LoadRequest } from "../../../lib/grading/snapshot.ts";
import { answers, check, container, event, snapshot, step } from "./observed.ts";

const via = { port: 8080 };
const published = [container({ service: "api", publishedPorts: [8080] }), container({ service: "db" })];

describe("http", () => {
  const probe: Probe = { kind: "http", route: via, method: "GET", path: "/" };
  const judged = (expectation: object, answer: object, containers = published) =>
    judge(
      check({ type: "http", via, service: "api", path: "/", expect: expectation }),
      snapshot({ containers, answers: answers([probe, { kind: "http", headers: {}, body: "", ...answer }]) }),
    ).message.code;

  it("must compare status, header, text and JSON", () => {
    const good = { status: 200, headers: { "x-version": "2" }, body: '{"a": [{"b": 1}]}' };
    expect(judged({}, good)).toBe("grading.http-answered");
    expect(judged({ status: 404 }, good)).toBe("grading.other-status");
    expect(judged({ header: { name: "X-Version", matches: "^2$" } }, good)).toBe("grading.http-answered");
    expect(judged({ header: { name: "X-Version", matches: "^1$" } }, good)).toBe("grading.other-content");
    expect(judged({ header: { name: "X-Other", matches: "" } }, good)).toBe("grading.other-content");
    expect(judged({ contains: '"b"' }, good)).toBe("grading.http-answered");
    expect(judged({ contains: "zzz" }, good)).toBe("grading.other-content");
    expect(judged({ json: { path: ["a", 0, "b"], equals: 1 } }, good)).toBe("grading.http-answered");
    expect(judged({ json: { path: ["a", 0, "b"], equals: 2 } }, good)).toBe("grading.other-content");
    expect(judged({ json: { path: ["a"], equals: 1 } }, { status: 200, body: "no json" })).toBe(
      "grading.other-content",
    );
  });

  it("must say that there was no answer", () => {
    expect(judged({}, { error: "refused" })).toBe("grading.no-answer");
  });

  it("must not take the answer of another service on that port", () => {
    const others = [container({ service: "api" }), container({ service: "fake", publishedPorts: [8080] })];
    expect(judged({}, { status: 200 }, others)).toBe("grading.port-not-published");
  });
});

describe("balance", () => {
  const balance = check({ type: "balance", step: "load", service: "api", replicas: 2 });
  const replicas = ["one", "two"].map((hostname) => container({ service: "api", id: hostname, hostname }));
  const from = (instance: string, count: number, status = 200): LoadRequest[] =>
    Array.from({ length: count }, () => ({ at: 1, milliseconds: 1, status, instance }));
  const judged = (requests: LoadRequest[], succeeded = true) =>
    judge(balance, snapshot({ containers: replicas, steps: [step({ id: "load", requests, succeeded })] }))
      .message.code;

  it("must hold when two containers answered and none failed", () => {
    expect(judged([...from("one", 20), ...from("two", 40)])).toBe("grading.balanced");
  });

  it("must not believe names that the engine does not know", () => {
    expect(judged([...from("one", 30), ...from("invented", 30)])).toBe("grading.not-balanced");
  });

  it("must want more than a token share", () => {
    expect(judged([...from("one", 59), ...from("two", 1)])).toBe("grading.not-balanced");
  });

  it("must count every failure", () => {
    expect(judged([...from("one", 30), ...from("two", 29), ...from("", 1, 502)])).toBe(
      "grading.requests-failed",
    );
  });

  it("must forgive only the answer that was on its way when the container died", () => {
    const killed = { container: "one", name: "work-api-1", at: 100 };
    const cut = { milliseconds: 1, status: 200, error: "aborted" };
    const withKill = (request: LoadRequest) => {
      const requests = [...from("one", 20), ...from("two", 40), request];
      const steps = [step({ id: "load", requests, killed })];
      return judge(balance, snapshot({ containers: replicas, steps })).message.code;
    };
    expect(withKill({ ...cut, at: 90 })).toBe("grading.balanced");
    expect(withKill({ ...cut, at: 110 })).toBe("grading.requests-failed");
    expect(withKill({ ...cut, at: 90, status: 502, error: undefined })).toBe("grading.requests-failed");
    expect(withKill({ at: 90, milliseconds: 1, error: "refused" })).toBe("grading.requests-failed");
  });

  it("must not hold without requests, or when nothing was killed", () => {
    expect(judged([])).toBe("grading.not-observed");
    expect(judged([...from("one", 30), ...from("two", 30)], false)).toBe("grading.not-observed");
  });
});

describe("data-kept", () => {
  const kept = check({
    type: "data-kept",
    written: "write",
    via,
    service: "api",
    path: "/notes",
    across: { step: "down", service: "db" },
  });
  const probe: Probe = { kind: "http", route: via, method: "GET", path: "/notes" };
  const write = step({ id: "write", nonce: "note-123", startedAt: 500, endedAt: 600 });
  const down = step({ id: "down", before: ["id-db-1"], startedAt: 1000, endedAt: 2000 });
  const history = [event("db", "start", 100), event("db", "die", 1500, 0)];
  const judged = (body: string, options: { events?: typeof history; steps?: (typeof write)[] } = {}) =>
    judge(
      kept,
      snapshot({
        containers: published,
        events: options.events ?? history,
        steps: options.steps ?? [write, down],
        answers: answers([probe, { kind: "http", status: 200, headers: {}, body }]),
      }),
    ).message.code;

  it("must want the very value that was written", () => {
    expect(judged('["note-123"]')).toBe("grading.data-kept");
    expect(judged('["note-124"]')).toBe("grading.data-lost");
  });

  it("must not hold when the containers were never really gone", () => {
    expect(judged('["note-123"]', { events: [event("db", "start", 100)] })).toBe("grading.nothing-happened");
    expect(judged('["note-123"]', { steps: [write, { ...down, before: [] }] })).toBe(
      "grading.nothing-happened",
    );
    expect(judged('["note-123"]', { steps: [write] })).toBe("grading.nothing-happened");
  });

  it("must not hold when nothing was written", () => {
    expect(judged('["note-123"]', { steps: [down] })).toBe("grading.not-observed");
    expect(judged('["note-123"]', { steps: [{ ...write, succeeded: false }, down] })).toBe(
      "grading.not-written",
    );
  });
});

describe("stored-in", () => {
  const stored = check({ type: "stored-in", written: "write", service: "db", query: "select 1" });
  const probe: Probe = { kind: "rows", service: "db", query: "select 1" };
  const judged = (rows: string[], failed = false) =>
    judge(
      stored,
      snapshot({
        steps: [step({ id: "write", nonce: "note-123" })],
        answers: answers([probe, { kind: "rows", rows, failed }]),
      }),
    ).message.code;

  it("must find what was written in the database itself", () => {
    expect(judged(["note-1", "note-123"])).toBe("grading.stored-in");
    expect(judged(["note-1"])).toBe("grading.not-stored-in");
    expect(judged([])).toBe("grading.not-stored-in");
    expect(judged([], true)).toBe("grading.query-failed");
  });
});
