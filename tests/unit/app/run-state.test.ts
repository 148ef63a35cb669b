import { expect, test } from "vitest";
import { emptyRun, serviceState, withEvent } from "../../../app/workspace/run/run-state.ts";
import { chartOf } from "../../../app/workspace/timeline/lanes.ts";
import { conditionHolds } from "../../../app/workspace/topology/condition-holds.ts";
import type { RunEvent } from "../../../lib/grading/events.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
const service = (
  name: string,
  state: "created" | "started" | "healthy" | "exited",
  seconds: number,
): RunEvent => ({
  type: "service",
  at: at(seconds),
  service: name,
  container: `work-${name}-1`,
  state,
  ...(state === "exited" && { exitCode: 1 }),
});
const after = (events: RunEvent[]) => events.reduce(withEvent, emptyRun);

test("a container must keep every state it went through", () => {
  const run = after([service("db", "created", 1), service("db", "started", 2), service("db", "healthy", 5)]);
  expect(run.containers).toHaveLength(1);
  expect(run.containers[0]?.moments.map(({ state }) => state)).toEqual(["created", "started", "healthy"]);
});

test("a run that another runner takes over must begin anew and keep its place in the queue", () => {
  const run = after([
    { type: "queued", at: at(0), position: 2 },
    { type: "taken", at: at(1), runner: "one", run: 1 },
    service("db", "started", 2),
    { type: "taken", at: at(9), runner: "two", run: 2 },
  ]);
  expect(run.containers).toEqual([]);
  expect(run.run).toBe(2);
  expect(run.queuedAt).toBe(Date.parse(at(0)));
});

test("a service must show the weakest of its containers", () => {
  const run = after([service("api", "started", 1), service("api", "exited", 2), service("db", "healthy", 3)]);
  expect(serviceState(run.containers, "api")).toBe("exited");
  expect(serviceState(run.containers, "db")).toBe("healthy");
  expect(serviceState(run.containers, "web")).toBeUndefined();
});

test("an arrow must hold only when what it waits for came true", () => {
  const started = after([service("db", "started", 1)]).containers;
  expect(conditionHolds({ to: "db", condition: "service_started" }, started)).toBe(true);
  expect(conditionHolds({ to: "db", condition: "service_healthy" }, started)).toBe(false);
  const failed = after([service("db", "started", 1), service("db", "exited", 2)]).containers;
  expect(conditionHolds({ to: "db", condition: "service_completed_successfully" }, failed)).toBe(false);
});

test("the chart must order containers by their start, whatever the order of the events", () => {
  const run = after([
    service("web", "created", 1),
    service("db", "created", 1),
    service("db", "started", 2),
    service("web", "started", 6),
    { type: "ended", at: at(11), kind: "graded" },
  ]);
  const chart = chartOf(run, Date.parse(at(99)));
  expect(chart?.lanes.map(({ container }) => container.service)).toEqual(["db", "web"]);
  expect(chart?.seconds).toBe(10);
  expect(chart?.lanes[1]?.spans).toEqual([
    { state: "created", from: 0, to: 0.5 },
    { state: "started", from: 0.5, to: 1 },
  ]);
});
