import { describe, expect, it } from "vitest";
import { judge } from "../../../lib/grading/judge.ts";
import { check, container, event, snapshot, step } from "./observed.ts";

describe("running", () => {
  const two = check({ type: "running", service: "api", atLeast: 2 });

  it("must count containers on the engine, not services of a similar name", () => {
    const containers = [container({ service: "api" }), container({ service: "api2" })];
    const verdict = judge(two, snapshot({ containers }));
    expect(verdict.message).toEqual({
      code: "grading.too-few-replicas",
      params: { service: "api", count: 1, atLeast: 2 },
    });
  });

  it("must not count what has ended", () => {
    const containers = [
      container({ service: "api" }),
      container({ service: "api", id: "2", running: false }),
    ];
    expect(judge(two, snapshot({ containers })).status).toBe("failed");
  });

  it("must hold for two that run", () => {
    const containers = [container({ service: "api" }), container({ service: "api", id: "2" })];
    expect(judge(two, snapshot({ containers })).status).toBe("passed");
  });
});

describe("healthy", () => {
  const healthy = check({ type: "healthy", service: "db" });
  const judged = (fields: object) =>
    judge(healthy, snapshot({ containers: [container({ service: "db", ...fields })] })).message.code;

  it("must hold only by a healthcheck that says so", () => {
    expect(judged({ healthcheck: ["CMD", "x"], health: "healthy" })).toBe("grading.healthy");
    expect(judged({ healthcheck: ["CMD", "x"], health: "starting" })).toBe("grading.not-healthy");
    expect(judged({})).toBe("grading.no-healthcheck");
    expect(judged({ running: false, health: "healthy" })).toBe("grading.service-not-running");
  });
});

describe("exited", () => {
  const done = check({ type: "exited", service: "job", code: 0 });
  const judged = (fields: object) =>
    judge(done, snapshot({ containers: [container({ service: "job", ...fields })] })).message.code;

  it("must want an end with the right code", () => {
    expect(judged({ running: false, exitCode: 0 })).toBe("grading.exited");
    expect(judged({ running: false, exitCode: 3 })).toBe("grading.exited-with-other-code");
    expect(judged({})).toBe("grading.still-running");
    expect(judged({ running: false, restarting: true, exitCode: 0 })).toBe("grading.still-running");
    expect(judge(done, snapshot()).message.code).toBe("grading.no-containers");
  });
});

describe("exited after restarts", () => {
  const gaveUp = check({ type: "exited", service: "job", code: 1, restarts: { atLeast: 1, atMost: 3 } });
  const judged = (fields: object) => {
    const job = container({ service: "job", running: false, exitCode: 1, ...fields });
    return judge(gaveUp, snapshot({ containers: [job] })).message;
  };

  it("must want an end for good, not one between two starts", () => {
    expect(judged({ restartCount: 2 }).code).toBe("grading.never-gives-up");
    expect(judged({ restartCount: 2, endedForGood: true }).code).toBe("grading.exited");
  });

  it("must keep both bounds", () => {
    expect(judged({ restartCount: 0, endedForGood: true })).toEqual({
      code: "grading.too-few-restarts",
      params: { service: "job", count: 0, atLeast: 1 },
    });
    const often = {
      code: "grading.too-many-restarts",
      params: { service: "job", count: 4, atMost: 3 },
    };
    expect(judged({ restartCount: 4, endedForGood: true })).toEqual(often);
    expect(judged({ restartCount: 4, running: true })).toEqual(often);
  });
});

describe("restarted", () => {
  const never = check({ type: "restarted", service: "api", since: "up", expect: "never" });
  const again = check({ type: "restarted", service: "api", since: "up", expect: "again" });
  const start = event("api", "start", 2000);
  const death = event("api", "die", 2500, 1);
  const restart = event("api", "start", 2600);

  it.each([
    ["one start", [start], "grading.never-restarted", "grading.not-restarted"],
    ["a death", [start, death], "grading.crashed", "grading.not-restarted"],
    ["a restart", [start, death, restart], "grading.crashed", "grading.restarted"],
    ["nothing", [], "grading.stayed-up", "grading.never-started"],
  ])("must tell %s from the engine's events", (_, events, forNever, forAgain) => {
    const observed = snapshot({ events, steps: [step({ id: "up" })] });
    expect(judge(never, observed).message.code).toBe(forNever);
    expect(judge(again, observed).message.code).toBe(forAgain);
  });

  it("must not call a service left alone that does not run", () => {
    const observed = snapshot({ containers: [], steps: [step({ id: "up" })] });
    expect(judge(never, observed).message.code).toBe("grading.never-started");
  });

  it("must not count what happened before the step", () => {
    const observed = snapshot({ events: [event("api", "die", 10, 1), start], steps: [step({ id: "up" })] });
    expect(judge(never, observed).status).toBe("passed");
  });
});

describe("image-of", () => {
  const api = check({ type: "image-of", service: "api", image: "lab/api" });
  const images = { "lab/api": { id: "sha256:lab", layers: ["a", "b"] } };
  const judged = (imageLayers: string[]) =>
    judge(api, snapshot({ images, containers: [container({ service: "api", imageLayers })] })).status;

  it("must take the image itself and what is built on it", () => {
    expect(judged(["a", "b"])).toBe("passed");
    expect(judged(["a", "b", "own"])).toBe("passed");
  });

  it("must not take another image, whatever it is called", () => {
    expect(judged(["a"])).toBe("failed");
    expect(judged(["a", "own", "b"])).toBe("failed");
    expect(judged([])).toBe("failed");
  });

  it("must not pass when the lab's image is unknown or empty", () => {
    expect(judge(api, snapshot()).status).toBe("failed");
    expect(judge(api, snapshot({ images: { "lab/api": { id: "x", layers: [] } } })).status).toBe("failed");
  });

  it("must want every replica to run it", () => {
    const containers = [
      container({ service: "api", imageLayers: ["a", "b"] }),
      container({ service: "api", id: "2", imageLayers: ["other"] }),
    ];
    expect(judge(api, snapshot({ images, containers })).status).toBe("failed");
  });
});

describe("came-up", () => {
  it("must show the line in which Compose says why it failed", () => {
    const answer =
      "Container work-db-1  Started\ndependency failed to start: container work-db-1 is unhealthy\n";
    const steps = [step({ id: "up", succeeded: false, answer })];
    const verdict = judge(check({ type: "came-up", step: "up" }), snapshot({ steps }));
    expect(verdict.message.params.words).toBe("dependency failed to start: container work-db-1 is unhealthy");
  });
});
