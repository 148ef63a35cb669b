import { describe, expect, it } from "vitest";
import { judge } from "../../../lib/grading/judge.ts";
import { isSettled } from "../../../lib/grading/settled.ts";
import { check, container, snapshot, step } from "./observed.ts";

const limited = check({ type: "limits", service: "api", pids: 60 });
const up = (succeeded: boolean, answer: string) =>
  step({ id: "up", what: "docker compose up -d", succeeded, answer });

describe("a service that does not run", () => {
  it("must be explained by what Compose complained of", () => {
    const complaint = "services.api Additional property log_opt is not allowed";
    const observed = snapshot({
      containers: [],
      steps: [up(false, `validating compose.yaml\n${complaint}`)],
    });
    const verdict = judge(limited, observed);
    expect(verdict.message).toEqual({
      code: "grading.not-running-up-failed",
      params: { service: "api", command: "docker compose up -d", words: complaint },
    });
    expect(verdict.evidence[0]?.what).toBe("docker compose up -d");
    expect(isSettled(verdict, observed)).toBe(true);
  });

  it("must be explained by what it printed before it ended", () => {
    const containers = [container({ service: "api", running: false, lastWords: "no such table" })];
    const verdict = judge(limited, snapshot({ containers, steps: [up(true, "Started")] }));
    expect(verdict.message.code).toBe("grading.service-not-running");
    expect(verdict.evidence.at(-1)?.answer).toBe("no such table");
  });
});
