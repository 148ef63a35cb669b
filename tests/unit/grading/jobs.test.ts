import { describe, expect, it } from "vitest";
import { judge } from "../../../lib/grading/judge.ts";
import type { Probe } from "../../../lib/grading/probes.ts";
import { answers, check, container, event, snapshot } from "./observed.ts";

const via = { port: 8080 };
const probe: Probe = { kind: "http", route: via, method: "GET", path: "/jobs" };
const shared = check({ type: "jobs-done", via, service: "worker", workers: 2, total: 10 });

function judged(workers: Record<string, unknown>, status = 200) {
  const one = container({ service: "worker", id: "a", hostname: "one" });
  const two = container({ service: "worker", id: "b", hostname: "two" });
  const gone = { ...event("worker", "start", 1), container: "0123456789abcdef" };
  const body = JSON.stringify({ workers });
  return judge(
    shared,
    snapshot({
      containers: [one, two],
      events: [gone],
      answers: answers([probe, { kind: "http", status, headers: {}, body }]),
    }),
  ).message.code;
}

describe("jobs-done", () => {
  it("must count what several of the service's containers did", () => {
    expect(judged({ one: 4, two: 6 })).toBe("grading.jobs-done");
    expect(judged({ one: 4, two: 5 })).toBe("grading.jobs-undone");
    expect(judged({ one: 10, two: 0 })).toBe("grading.too-few-workers");
  });

  it("must not believe in containers that the engine does not know", () => {
    expect(judged({ one: 4, stranger: 6 })).toBe("grading.jobs-undone");
    expect(judged({ one: "4", two: 6 })).toBe("grading.jobs-undone");
  });

  it("must count the work of a container that has been removed since", () => {
    expect(judged({ one: 4, "0123456789ab": 6 })).toBe("grading.jobs-done");
  });

  it("must want an answer", () => {
    expect(judged({ one: 4, two: 6 }, 502)).toBe("grading.no-answer");
  });
});
