import { describe, expect, it } from "vitest";
import { judge } from "../../../lib/grading/judge.ts";
import type { Probe } from "../../../lib/grading/probes.ts";
import { answers, check, container, snapshot } from "./observed.ts";

const attempts = (...reached: boolean[]) =>
  reached.map((one, index) => ({ address: `10.0.0.${index}`, reached: one, error: one ? "" : "timed out" }));

describe("not-reachable", () => {
  const apart = check({
    type: "not-reachable",
    from: "web",
    to: "db",
    port: 5432,
    witness: { to: "api", port: 8000 },
  });
  const target: Probe = { kind: "connect", from: "web", to: "db", port: 5432 };
  const witness: Probe = { kind: "connect", from: "web", to: "api", port: 8000 };
  const listens: Probe = { kind: "listens", service: "db", port: 5432 };
  const judged = (toDb: boolean[], toApi: boolean[], listening: boolean) =>
    judge(
      apart,
      snapshot({
        answers: answers(
          [target, { kind: "connect", attempts: attempts(...toDb) }],
          [witness, { kind: "connect", attempts: attempts(...toApi) }],
          [listens, { kind: "listens", listening }],
        ),
      }),
    ).message.code;

  it("must hold when the target is up, out of reach, and the witness is reached", () => {
    expect(judged([false, false], [true], true)).toBe("grading.out-of-reach");
  });

  it("must fail when any of the target's addresses answers", () => {
    expect(judged([false, true], [true], true)).toBe("grading.should-not-reach");
  });

  it("must fail when the target does not listen", () => {
    expect(judged([false], [true], false)).toBe("grading.target-does-not-listen");
  });

  it("must fail when the prober reaches nobody", () => {
    expect(judged([false], [false], true)).toBe("grading.witness-not-reachable");
    expect(judged([false], [], true)).toBe("grading.witness-not-reachable");
  });

  it("must fail when no address was tried", () => {
    expect(judged([], [true], true)).toBe("grading.not-observed");
  });
});

describe("no-way-out", () => {
  const shut = check({ type: "no-way-out", service: "db", witness: "web" });
  const judged = (fromDb: boolean, fromWeb: boolean) =>
    judge(
      shut,
      snapshot({
        answers: answers(
          [
            { kind: "outside", from: "db" },
            { kind: "outside", reached: fromDb },
          ],
          [
            { kind: "outside", from: "web" },
            { kind: "outside", reached: fromWeb },
          ],
        ),
      }),
    ).message.code;

  it("must hold only when the witness does get out", () => {
    expect(judged(false, true)).toBe("grading.no-way-out");
    expect(judged(true, true)).toBe("grading.way-out");
    expect(judged(false, false)).toBe("grading.witness-shut-in");
  });
});

describe("resolves", () => {
  const both = check({ type: "resolves", from: "web", name: "api", addresses: 2 });
  const containers = [
    container({ service: "web" }),
    container({ service: "api", addresses: { front: "10.0.0.5" } }),
    container({ service: "api", id: "2", addresses: { front: "10.0.0.6" } }),
  ];
  const judged = (addresses: string[]) =>
    judge(
      both,
      snapshot({
        containers,
        answers: answers([
          { kind: "resolve", from: "web", name: "api" },
          { kind: "resolve", addresses },
        ]),
      }),
    ).message.code;

  it("must count the addresses of the service's own containers", () => {
    expect(judged(["10.0.0.5", "10.0.0.6"])).toBe("grading.resolves");
    expect(judged(["10.0.0.5"])).toBe("grading.too-few-addresses");
    expect(judged(["10.0.0.5", "10.9.9.9"])).toBe("grading.too-few-addresses");
    expect(judged(["10.9.9.9", "10.9.9.8"])).toBe("grading.does-not-resolve");
    expect(judged([])).toBe("grading.does-not-resolve");
  });
});

describe("reachable", () => {
  const reach = check({ type: "reachable", from: "api", to: "db", port: 5432 });
  const judged = (...reached: boolean[]) =>
    judge(
      reach,
      snapshot({
        answers: answers([
          { kind: "connect", from: "api", to: "db", port: 5432 },
          { kind: "connect", attempts: attempts(...reached) },
        ]),
      }),
    ).status;

  it("must hold for a connection, and not without a try", () => {
    expect(judged(false, true)).toBe("passed");
    expect(judged(false)).toBe("failed");
    expect(judged()).toBe("failed");
  });
});

describe("not-published", () => {
  const hidden = check({ type: "not-published", service: "db" });
  const judged = (fields: object) =>
    judge(hidden, snapshot({ containers: [container({ service: "db", ...fields })] })).message.code;

  it("must want a running service without host ports", () => {
    expect(judged({})).toBe("grading.not-published");
    expect(judged({ publishedPorts: [5432] })).toBe("grading.published");
    expect(judged({ running: false })).toBe("grading.service-not-running");
  });
});
