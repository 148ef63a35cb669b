import { describe, expect, it } from "vitest";
import { isSettled } from "../../../lib/grading/settled.ts";
import { failed, serviceNotRunning } from "../../../lib/grading/verdict.ts";
import { endedForGood } from "../../../sandbox-runner/grading/ended.ts";
import { container, snapshot } from "./observed.ts";

const ended = (parts: object = {}) => container({ service: "api", running: false, exitCode: 1, ...parts });

describe("waiting", () => {
  it("must go on while the engine may start a container of the missing service again", () => {
    const containers = [ended(), ended({ endedForGood: true })];
    expect(isSettled(serviceNotRunning("api"), snapshot({ containers }))).toBe(false);
  });

  it("must end when all that is left of the missing service has ended for good", () => {
    const containers = [ended({ endedForGood: true })];
    expect(isSettled(serviceNotRunning("api"), snapshot({ containers }))).toBe(true);
    expect(isSettled(serviceNotRunning("api"), snapshot({ containers: [] }))).toBe(true);
  });

  it("must go on for what is not about containers that ended", () => {
    const containers = [ended({ endedForGood: true })];
    expect(isSettled(failed("other-status", { service: "api" }), snapshot({ containers }))).toBe(false);
  });

  it("must end for a step that did not work, because steps are over", () => {
    expect(isSettled(failed("not-written", { words: "502" }), snapshot({ containers: [] }))).toBe(true);
  });
});

describe("a container that ended", () => {
  type Info = Parameters<typeof endedForGood>[0];
  const info = (state: object, policy?: object, RestartCount = 0) =>
    ({
      State: { Status: "exited", ExitCode: 1, ...state },
      HostConfig: { RestartPolicy: policy },
      RestartCount,
    }) as Info;

  it("must stay gone without a restart policy, or when its policy has nothing more to do", () => {
    expect(endedForGood(info({}))).toBe(true);
    expect(endedForGood(info({}, { Name: "no" }))).toBe(true);
    expect(endedForGood(info({ ExitCode: 0 }, { Name: "on-failure" }))).toBe(true);
    expect(endedForGood(info({}, { Name: "on-failure", MaximumRetryCount: 3 }, 3))).toBe(true);
    expect(endedForGood(info({ Status: "created" }, { Name: "always" }))).toBe(true);
  });

  it("must be expected back while its policy may start it", () => {
    expect(endedForGood(info({ ExitCode: 0 }, { Name: "always" }))).toBe(false);
    expect(endedForGood(info({}, { Name: "unless-stopped" }))).toBe(false);
    expect(endedForGood(info({}, { Name: "on-failure", MaximumRetryCount: 3 }, 2))).toBe(false);
    expect(endedForGood(info({ Restarting: true }, { Name: "always" }))).toBe(false);
    expect(endedForGood(info({ Running: true }))).toBe(false);
  });
});
