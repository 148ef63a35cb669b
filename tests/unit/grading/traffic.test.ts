import { describe, expect, it } from "vitest";
import { judge } from "../../../lib/grading/judge.ts";
import type { LoadRequest, StepOutcome } from "../../../lib/grading/snapshot.ts";
import { readAnswers } from "../../../sandbox-runner/grading/steps/load-request.ts";
import { check, snapshot, step } from "./observed.ts";

const hosts: StepOutcome["hosts"] = {
  one: { service: "api", containers: ["one"] },
  two: { service: "api", containers: ["two"] },
  new: { service: "canary", containers: ["new"] },
};
const asked = (count: number, fields: Partial<LoadRequest>): LoadRequest[] =>
  Array.from({ length: count }, () => ({ at: 1, milliseconds: 1, status: 200, ...fields }));
const version = (value: string, instance: string, at: number, count = 10) =>
  asked(count, { at, instance, fields: { version: value } });

describe("share", () => {
  const ofService = { type: "share", step: "load", of: { service: "canary" }, atLeast: 0.1, atMost: 0.3 };
  const judged = (requests: LoadRequest[], fields: object = ofService, more: object = {}) =>
    judge(check({ ...fields }), snapshot({ steps: [step({ id: "load", requests, hosts, ...more })] })).message
      .code;

  it("must count the answers of a service's containers within its bounds", () => {
    expect(judged([...asked(80, { instance: "one" }), ...asked(20, { instance: "new" })])).toBe(
      "grading.share",
    );
    expect(judged([...asked(95, { instance: "one" }), ...asked(5, { instance: "new" })])).toBe(
      "grading.share-too-small",
    );
    expect(judged([...asked(50, { instance: "one" }), ...asked(50, { instance: "new" })])).toBe(
      "grading.share-too-large",
    );
  });

  it("must not believe a name that the engine does not know", () => {
    expect(judged([...asked(80, { instance: "one" }), ...asked(20, { instance: "canary" })])).toBe(
      "grading.share-too-small",
    );
  });

  it("must count values, and requests that failed as failures", () => {
    const ofValue = { ...ofService, of: { field: "version", value: "2" } };
    const requests = [...version("1", "one", 1, 80), ...version("2", "new", 1, 20)];
    expect(judged(requests, ofValue)).toBe("grading.share");
    expect(judged([...requests, ...asked(1, { status: 502 })], ofValue)).toBe("grading.requests-failed");
  });

  it("must not hold when nothing was asked or the step failed", () => {
    expect(judged([])).toBe("grading.not-observed");
    expect(judged(asked(10, { instance: "new" }), { ...ofService, atMost: 1 }, { succeeded: false })).toBe(
      "grading.did-not-work",
    );
  });

  it("must count after a step within it only, and its failures at every time", () => {
    const during = { during: { step: "s", from: 1000, to: 2000 } };
    const after = [...asked(80, { at: 2500, instance: "one" }), ...asked(20, { at: 2500, instance: "new" })];
    const before = asked(50, { at: 500, instance: "new" });
    expect(judged([...before, ...after], ofService, during)).toBe("grading.share");
    expect(judged(before, ofService, during)).toBe("grading.not-observed");
    const failure = asked(1, { at: 1500, error: "refused" });
    expect(judged([...before, ...failure, ...after], ofService, during)).toBe("grading.requests-failed");
  });
});

describe("update", () => {
  const update = {
    type: "update",
    step: "load",
    field: "version",
    from: "1",
    to: "2",
    services: ["api", "canary"],
  };
  const judged = (requests: LoadRequest[], fields: object = {}, more: Partial<StepOutcome> = {}) => {
    const during = { step: "deploy", from: 1000, to: 2000 };
    const steps = [step({ id: "load", requests, hosts, during, ...more })];
    return judge(check({ ...update, ...fields }), snapshot({ steps })).message.code;
  };
  const good = [...version("1", "one", 500), ...version("2", "new", 1500), ...version("2", "new", 2500)];

  it("must hold when the version changed between containers and no request failed", () => {
    expect(judged(good)).toBe("grading.updated");
  });

  it("must not hold when a script ended at once and nothing was updated", () => {
    expect(judged([...version("1", "one", 500), ...version("1", "one", 2500)])).toBe(
      "grading.other-version-after",
    );
    expect(judged([...version("2", "new", 500), ...version("2", "new", 2500)])).toBe(
      "grading.other-version-before",
    );
  });

  it("must not hold when an old container still answers afterwards", () => {
    expect(judged([...good, ...version("1", "one", 2500, 1)])).toBe("grading.other-version-after");
  });

  it("must not take a new version that an old container or a stranger speaks of", () => {
    const before = version("1", "one", 500);
    expect(judged([...before, ...version("2", "one", 2500)])).toBe("grading.same-container-after");
    expect(judged([...before, ...version("2", "invented", 2500)])).toBe("grading.answered-by-stranger");
    expect(judged([...before, ...version("2", "new", 2500)], { services: ["api"] })).toBe(
      "grading.answered-by-stranger",
    );
  });

  it("must take a host name that passed from one container to the next", () => {
    const passedOn = { one: { service: "api", containers: ["a", "b"] } };
    const requests = [...version("1", "one", 500), ...version("2", "one", 2500)];
    expect(judged(requests, {}, { hosts: passedOn })).toBe("grading.updated");
  });

  it("must count failures at every time, and slowness", () => {
    const failure = asked(1, { at: 1500, status: 502 });
    expect(judged([...good, ...failure])).toBe("grading.requests-failed");
    expect(judged([...good, ...failure], { failures: 1 })).toBe("grading.updated");
    const slow = asked(30, { at: 1500, milliseconds: 900, fields: { version: "2" }, instance: "new" });
    expect(judged([...good, ...slow], { p95: 500 })).toBe("grading.too-slow");
  });

  it("must not hold when the step within failed or there was none", () => {
    expect(judged(good, {}, { succeeded: false, answer: "deploy.sh: line 3: error" })).toBe(
      "grading.did-not-work",
    );
    expect(judged(good, {}, { during: undefined })).toBe("grading.not-observed");
    expect(judged(version("1", "one", 500))).toBe("grading.not-observed");
  });
});

describe("requests from inside a service", () => {
  it("must be read one by one, and an answer must not forge the next", () => {
    const good = '{"hostname": "one", "version": 2}\n\nmark 1700000000000 0.012 200 0 \n';
    const forged = "other 1700000000000 0.012 200 0 \n\nmark 1700000000100 3.000 000 7 Failed to connect\n";
    expect(
      readAnswers({ instance: ["hostname"], fields: { version: ["version"] } }, good + forged, "mark"),
    ).toEqual([
      { at: 1_700_000_000_000, milliseconds: 12, status: 200, instance: "one", fields: { version: "2" } },
      { at: 1_700_000_000_100, milliseconds: 3000, error: "Failed to connect", fields: {} },
    ]);
  });
});
