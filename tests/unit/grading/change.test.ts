import { describe, expect, it } from "vitest";
import { judge } from "../../../lib/grading/judge.ts";
import type { Answer, Probe } from "../../../lib/grading/probes.ts";
import type { StepOutcome } from "../../../lib/grading/snapshot.ts";
import { translate } from "../../../lib/i18n/translate.ts";
import { answers, check, container, event, snapshot, step } from "./observed.ts";

const created = (id: string, at: number) => ({ ...event("api", "create", at), container: id });
const events = [created("old", 10), created("new", 2000)];
const containers = [container({ service: "api", id: "new" })];

describe("recreated and not-recreated", () => {
  const judged = (type: string, fields: Partial<StepOutcome>, more: object = {}) =>
    judge(
      check({ type, service: "api", step: "s" }),
      snapshot({ events, containers, steps: [step({ id: "s", ...fields })], ...more }),
    ).message.code;

  it("must tell whether all containers of the service are others", () => {
    const replaced = { before: ["old"], after: ["new"] };
    expect(judged("recreated", replaced)).toBe("grading.recreated");
    expect(judged("not-recreated", replaced)).toBe("grading.was-recreated");
    const kept = { before: ["old"], after: ["old", "new"] };
    expect(judged("recreated", kept)).toBe("grading.not-recreated");
    expect(judged("not-recreated", kept)).toBe("grading.left-alone");
  });

  it("must not speak of containers of other services", () => {
    expect(judged("recreated", { before: ["other"], after: ["new"] })).toBe("grading.nothing-before");
    expect(judged("not-recreated", { before: ["other"], after: ["other"] })).toBe("grading.nothing-before");
  });

  it("must notice that a kept container was restarted", () => {
    const died = { events: [...events, { ...event("api", "die", 3000, 0), container: "old" }] };
    expect(judged("not-recreated", { before: ["old"], after: ["old"] }, died)).toBe("grading.was-recreated");
  });

  it("must not hold when nothing runs, or when the step that should leave it alone failed", () => {
    const replaced = { before: ["old"], after: ["new"] };
    expect(judged("recreated", replaced, { containers: [] })).toBe("grading.service-not-running");
    expect(judged("not-recreated", { before: ["old"], after: ["old"], succeeded: false })).toBe(
      "grading.did-not-work",
    );
  });
});

describe("removed", () => {
  const started = { ...event("api", "start", 2000), container: "new" };
  const judged = (fields: Partial<StepOutcome>, happened = [...events, started]) =>
    judge(
      check({ type: "removed", service: "api", step: "s" }),
      snapshot({ events: happened, containers: [], steps: [step({ id: "s", ...fields })] }),
    ).message.code;

  it("must want containers that the step started itself, and none of them left", () => {
    expect(judged({})).toBe("grading.removed");
    expect(judged({ after: ["new"] })).toBe("grading.left-behind");
    expect(judged({ before: ["old"], after: ["old"] })).toBe("grading.left-behind");
    expect(judged({}, events)).toBe("grading.not-started-by");
  });
});

describe("worked", () => {
  it("must say in the script's own words why it failed", () => {
    const steps = [
      step({ id: "s", succeeded: false, what: "bash deploy.sh", answer: "begin\nerror: no such service" }),
    ];
    const verdict = judge(check({ type: "worked", step: "s" }), snapshot({ steps }));
    expect(verdict.message).toEqual({
      code: "grading.did-not-work",
      params: { command: "bash deploy.sh", words: "error: no such service", meant: "well" },
    });
  });

  it("must tell a script that did not say no from one that broke", () => {
    const steps = [step({ id: "s", succeeded: false, what: "! bash backup.sh", answer: "done" })];
    const { message } = judge(check({ type: "worked", step: "s" }), snapshot({ steps }));
    expect(message.params).toEqual({ command: "bash backup.sh", words: "done", meant: "badly" });
    expect(translate(message, "en")).toContain("`bash backup.sh` was to end with an error here");
  });
});

describe("output", () => {
  const probe: Probe = { kind: "file", path: "b/*", holds: "note" };
  const file = {
    kind: "file",
    path: "b/one",
    bytes: 10,
    text: "line\nCREATE TABLE notes\n",
    holds: true,
  } as const;
  const judged = (answer: Partial<Extract<Answer, { kind: "file" }>>, fields: object = {}, written = {}) =>
    judge(
      check({ type: "output", file: "b/*", holds: "note", ...fields }),
      snapshot({
        answers: answers([probe, { ...file, ...answer }]),
        steps: [step({ id: "note", nonce: "n", ...written })],
      }),
    ).message.code;

  it("must want the file, what it holds, and the value that was written", () => {
    expect(judged({})).toBe("grading.file");
    expect(judged({ path: undefined })).toBe("grading.no-file");
    expect(judged({ bytes: 0 })).toBe("grading.file-empty");
    expect(judged({ holds: false })).toBe("grading.file-without-value");
    expect(judged({}, { matches: "^CREATE TABLE" })).toBe("grading.file");
    expect(judged({}, { matches: "^DROP" })).toBe("grading.file-other-content");
  });

  it("must not hold when no value was written", () => {
    expect(judged({}, {}, { succeeded: false })).toBe("grading.not-written");
    expect(judged({}, {}, { nonce: undefined })).toBe("grading.not-observed");
  });
});

describe("resolves, with a bound above", () => {
  const own = { addresses: { default: "10.0.0.5" } };
  const resolve = (answered: string[], fields: object, witness = ["10.0.0.9"], services = [own]) =>
    judge(
      check({ type: "resolves", from: "web", name: "other/api", addresses: 0, ...fields }),
      snapshot({
        containers: [
          container({ service: "web", addresses: { default: "10.0.0.9" } }),
          container({ service: "api", addresses: { default: "10.0.0.6" } }),
          ...services.map((one) => container({ service: "other/api", ...one })),
        ],
        answers: answers(
          [
            { kind: "resolve", from: "web", name: "other/api" },
            { kind: "resolve", addresses: answered },
          ],
          [
            { kind: "resolve", from: "web", name: "web" },
            { kind: "resolve", addresses: witness },
          ],
        ),
      }),
    ).message.code;

  it("must tell one project's service from another one of that name", () => {
    expect(resolve(["10.0.0.6"], { atMost: 0 })).toBe("grading.does-not-lead-there");
    expect(resolve(["10.0.0.6", "10.0.0.5"], { atMost: 0 })).toBe("grading.too-many-addresses");
  });

  it("must count addresses that belong to nobody", () => {
    expect(resolve(["10.0.0.5"], { atMost: 1, addresses: 1 })).toBe("grading.resolves");
    expect(resolve(["10.0.0.5", "10.0.0.77"], { atMost: 1, addresses: 1 })).toBe(
      "grading.too-many-addresses",
    );
  });

  it("must not hold where no name is found, or where the service does not run", () => {
    expect(resolve([], { atMost: 0 }, [])).toBe("grading.names-nobody");
    expect(resolve([], { atMost: 0 }, ["10.0.0.9"], [])).toBe("grading.service-not-running");
  });
});
