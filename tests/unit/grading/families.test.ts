import { describe, expect, it } from "vitest";
import type { EngineFacts } from "../../../lib/grading/engine-facts.ts";
import { judge, probesOf } from "../../../lib/grading/judge.ts";
import type { Answer } from "../../../lib/grading/probes.ts";
import { bytesOf, sizeText } from "../../../lib/grading/size.ts";
import type { Snapshot } from "../../../lib/grading/snapshot.ts";
import type { Check } from "../../../lib/grading/vocabulary/checks.ts";
import { answers, check, event, snapshot, step } from "./observed.ts";

type Bare<One> = One extends unknown ? Omit<One, "at" | "evidence"> : never;

/** The code of the verdict when every probe of the check is answered by `answer`. */
function verdict(one: Check, answer: Bare<Answer> | undefined, rest: Partial<Snapshot> = {}): string {
  const given = answer
    ? answers(...probesOf(one).map((probe): Parameters<typeof answers>[0] => [probe, answer]))
    : {};
  return judge(one, snapshot({ answers: given, ...rest })).message.code.replace("grading.", "");
}

function engine(...facts: Partial<EngineFacts>[]): Bare<Answer> {
  const log = { driver: "json-file", options: { "max-size": "33554432", "max-file": "1" } };
  return {
    kind: "engine",
    containers: facts.map((one) => ({ name: "work-api-1", environment: {}, log, ...one })),
  };
}

const mib = 1024 ** 2;

describe("env", () => {
  const equals = check({ type: "env", service: "api", name: "MODE", expect: { equals: "prod" } });
  it.each([
    [equals, "env", [{ MODE: "prod" }]],
    [equals, "env-other-value", [{ MODE: "prod" }, { MODE: "dev" }]],
    [equals, "env-missing", [{}]],
    [
      check({ type: "env", service: "api", name: "MODE", expect: { matches: "^p" } }),
      "env",
      [{ MODE: "prod" }],
    ],
    [check({ type: "env", service: "api", name: "MODE", expect: { absent: true } }), "env-absent", [{}]],
    [
      check({ type: "env", service: "api", name: "MODE", expect: { absent: true } }),
      "env-present",
      [{ MODE: "" }],
    ],
  ])("must speak for every container (%#: %s)", (one, code, environments) => {
    expect(verdict(one, engine(...environments.map((environment) => ({ environment }))))).toBe(code);
  });
});

describe("limits", () => {
  const bounds = check({
    type: "limits",
    service: "api",
    memory: { atMost: "128m", atLeast: "48m" },
    cpus: 0.5,
    pids: 64,
  });
  it.each<[string, Partial<EngineFacts>]>([
    ["limits", { memory: 96 * mib, cpus: 0.5, pids: 64 }],
    ["memory-unlimited", { memory: 192 * mib, cpus: 0.5, pids: 64 }],
    ["memory-unlimited", { cpus: 0.5, pids: 64 }],
    ["memory-too-small", { memory: 40 * mib, cpus: 0.5, pids: 64 }],
    ["cpus-unlimited", { memory: 96 * mib, cpus: 1, pids: 64 }],
    ["cpus-unlimited", { memory: 96 * mib, pids: 64 }],
    ["pids-unlimited", { memory: 96 * mib, cpus: 0.5, pids: 100 }],
    ["pids-unlimited", { memory: 96 * mib, cpus: 0.5 }],
  ])("must say %s (%#)", (code, facts) => {
    expect(verdict(bounds, engine(facts))).toBe(code);
  });

  it("must hold for every container", () => {
    const good = { memory: 96 * mib, cpus: 0.5, pids: 64 };
    expect(verdict(bounds, engine(good, { ...good, memory: 192 * mib }))).toBe("memory-unlimited");
  });

  it("must read sizes as Compose does", () => {
    expect(["64m", "64M", "64mb", "64MiB", "1.5g", "10", "x", "1t"].map(bytesOf)).toEqual([
      ...[64, 64, 64, 64].map((size) => size * mib),
      1536 * mib,
      10,
      undefined,
      undefined,
    ]);
    expect([10, 2048, 96 * mib, 1.5 * 1024 * mib].map(sizeText)).toEqual([
      "10 B",
      "2 KiB",
      "96 MiB",
      "1.5 GiB",
    ]);
  });
});

describe("killed-for-memory", () => {
  const killed = check({ type: "killed-for-memory", service: "api", step: "leak" });
  const steps = [step({ id: "leak", startedAt: 1000 })];
  it.each([
    ["killed-for-memory", [event("api", "oom", 1500), event("api", "die", 1600, 137)]],
    ["not-killed-for-memory", []],
    ["not-killed-for-memory", [event("api", "oom", 1500)]],
    ["died-otherwise", [event("api", "die", 1600, 137)]],
    ["died-otherwise", [event("db", "oom", 1500), event("api", "die", 1600, 137)]],
    ["not-killed-for-memory", [event("api", "oom", 500), event("api", "die", 600, 137)]],
  ])("must say %s (%#)", (code, events) => {
    expect(verdict(killed, undefined, { steps, events })).toBe(code);
  });

  it("must not hold when the memory was never asked for", () => {
    const events = [event("api", "oom", 1500), event("api", "die", 1600, 137)];
    const failed = [step({ id: "leak", startedAt: 1000, succeeded: false })];
    expect(verdict(killed, undefined, { steps: failed, events })).toBe("did-not-work");
  });
});

describe("secrets", () => {
  const steps = [step({ id: "put", nonce: "note-1" })];
  const path = "/run/secrets/key";
  const file = check({ type: "secret-file", service: "api", path, of: "put" });
  const absent = check({ type: "secret-file", service: "api", path, of: "put", expect: "absent" });
  it.each([
    [file, "secret-file", ["note-1\n"]],
    [file, "secret-file", ["note-1", "note-1"]],
    [file, "other-secret", ["note-1", "note-2"]],
    [file, "no-secret-file", [undefined]],
    [absent, "secret-absent", [undefined]],
    [absent, "secret-not-needed", ["note-1"]],
  ])("must look at every container's file (%#: %s)", (one, code, contents) => {
    const files = contents.map((content) => ({ container: "c", ...(content !== undefined && { content }) }));
    expect(verdict(one, { kind: "secret", files }, { steps })).toBe(code);
  });

  it("must find what has no business with a secret, whatever the file is called there", () => {
    const files = [{ container: "c", elsewhere: "/srv/files/key.txt" }];
    expect(verdict(absent, { kind: "secret", files }, { steps })).toBe("secret-not-needed");
  });

  const hidden = check({ type: "secret-hidden", of: "put", witness: { service: "api", path } });
  const [exposure, witness] = probesOf(hidden);
  it.each([
    ["secret-hidden", [], "note-1"],
    ["secret-not-in-use", [], "other"],
    ["secret-in-environment", [{ where: "environment" as const, name: "c", service: "api" }], "note-1"],
    ["secret-in-logs", [{ where: "logs" as const, name: "c", service: "api" }], "note-1"],
    ["secret-in-config", [{ where: "config" as const, name: "docker compose config" }], "note-1"],
  ])("must say %s", (code, places, content) => {
    if (!exposure || !witness) throw new Error("two probes");
    const given = answers(
      [exposure, { kind: "exposure", places, looked: 2 }],
      [witness, { kind: "secret", files: [{ container: "c", content }] }],
    );
    expect(judge(hidden, snapshot({ steps, answers: given })).message.code).toBe(`grading.${code}`);
  });

  const accepted = check({ type: "login", service: "db", user: "lab", of: "put", expect: "accepted" });
  const refused = check({ type: "login", service: "db", user: "lab", of: "put", expect: "refused" });
  it.each([
    [accepted, "login-accepted", "accepted" as const],
    [accepted, "login-not-accepted", "refused" as const],
    [accepted, "login-anybody", "anybody" as const],
    [accepted, "login-unclear", "unclear" as const],
    [refused, "login-refused", "refused" as const],
    [refused, "login-still-accepted", "accepted" as const],
    [refused, "login-anybody", "anybody" as const],
    [refused, "login-unclear", "unclear" as const],
  ])("must tell a wrong password from no answer (%#: %s)", (one, code, outcome) => {
    expect(verdict(one, { kind: "login", outcome, words: "…" }, { steps })).toBe(code);
  });
});

describe("logs", () => {
  const request = { at: 2000, milliseconds: 1, status: 200 };
  const steps = [step({ id: "load", startedAt: 1000, requests: [request, request] })];
  const lines = (...texts: string[]): Bare<Answer> => ({
    kind: "lines",
    containers: [
      {
        name: "c",
        lines: texts.map((text) => ({ at: 2000, text })),
        bytes: texts.join("\n").length,
      },
    ],
  });
  const json = '{"level":"info","path":"/x","status":200}';
  const fields = check({
    type: "log-fields",
    service: "api",
    step: "load",
    mentions: "/x",
    fields: ["level"],
    requestFields: ["status"],
  });
  it.each([
    ["log-fields", [json, json]],
    ["log-fields", [json, json, '{"level":"debug"}']],
    ["log-lines-missing", [json]],
    ["log-no-json", [json, json, "plain"]],
    ["log-no-json", [json, json, "[1]"]],
    ["log-field-missing", [json, '{"level":"info","path":"/x"}']],
    ["log-field-missing", [json, json, '{"message":"x"}']],
    ["log-silent", []],
  ])("must say %s (%#)", (code, texts) => {
    expect(verdict(fields, lines(...texts), { steps })).toBe(code);
  });

  it.each([
    ["log-fields", "/x/note-1", 404],
    ["log-fields", "/x/note-1", "404"],
    ["log-field-untrue", "/", 404],
    ["log-field-untrue", "/x/note-1", 200],
  ])("must say %s of a line that tells of %s and %s", (code, path, status) => {
    const true404 = { ...fields, mentions: "note-1", mentionedIn: "path", statusIn: "status" };
    const asked = [step({ id: "load", requests: [{ at: 1, milliseconds: 1, status: 404 }] })];
    const line = JSON.stringify({ level: "info", path, status, message: "note-1" });
    expect(verdict(true404, lines(line), { steps: asked })).toBe(code);
  });

  it("must know the requests by the value that was made up for them", () => {
    const one = check({
      type: "log-fields",
      service: "api",
      step: "load",
      mentions: "$nonce",
      fields: ["level"],
    });
    const nonce = [{ ...steps[0], nonce: "note-1" }].map((fields) => step({ id: "load", ...fields }));
    const line = '{"level":"info","path":"/?note-1"}';
    expect(verdict(one, lines(line, line), { steps: nonce })).toBe("log-fields");
    expect(verdict(one, lines(json, json), { steps: nonce })).toBe("log-lines-missing");
  });

  const rotated = check({
    type: "log-rotated",
    service: "api",
    step: "load",
    mentions: "/x",
    keepsAtMost: "1k",
  });
  it.each([
    ["log-rotated", [json]],
    ["log-too-small-to-tell", [json, json]],
    ["log-not-rotated", [json, "y".repeat(2000)]],
    ["log-silent", ["something else"]],
  ])("must say %s of what is kept", (code, texts) => {
    expect(verdict(rotated, lines(...texts), { steps })).toBe(code);
  });

  it("must not judge a log by requests that were not answered", () => {
    const unanswered = [step({ id: "load", requests: [{ at: 1, milliseconds: 1, error: "refused" }] })];
    expect(verdict(rotated, lines(json), { steps: unanswered })).toBe("requests-failed");
  });

  const options = check({ type: "log-options", service: "api", keepsAtMost: "10m", files: 2 });
  it.each([
    ["log-options", "json-file", { "max-size": "5m", "max-file": "2" }],
    ["log-options", "local", { "max-size": "3000000", "max-file": "3" }],
    ["log-unbounded", "json-file", { "max-size": "5m", "max-file": "3" }],
    ["log-unbounded", "json-file", {}],
    ["log-too-few-files", "json-file", { "max-size": "5m" }],
    ["log-options", "local", { "max-size": "2m" }],
    ["log-unbounded", "local", {}],
    ["other-log-driver", "none", { "max-size": "5m", "max-file": "2" }],
  ])("must say %s for %s", (code, driver, given) => {
    expect(verdict(options, engine({ log: { driver, options: given } }))).toBe(code);
  });
});

describe("Prometheus", () => {
  const http = (data: unknown): Bare<Answer> => ({
    kind: "http",
    status: 200,
    headers: {},
    body: JSON.stringify({ status: "success", data }),
  });
  const targets = check({ type: "targets-up", prometheus: "db", service: "api", atLeast: 1 });
  const target = (scrapeUrl: string, health = "up") => ({ scrapeUrl, health, lastError: "" });
  it.each([
    ["targets-up", [target("http://api:8000/metrics")]],
    ["targets-up", [target("http://10.0.0.2:8000/metrics"), target("http://localhost:9090/metrics", "down")]],
    ["no-target", [target("http://other:8000/metrics")]],
    ["target-down", [target("http://api:8000/metrics", "down")]],
    ["target-down", [target("http://api:8000/metrics", "unknown")]],
  ])("must say %s", (code, activeTargets) => {
    expect(verdict(targets, http({ activeTargets }))).toBe(code);
  });

  it("must count a target under two jobs once", () => {
    const two = check({ type: "targets-up", prometheus: "db", service: "api", atLeast: 2 });
    const activeTargets = [target("http://api:8000/metrics"), target("http://api:8000/metrics")];
    expect(verdict(two, http({ activeTargets }))).toBe("too-few-targets");
  });

  it("must not take a page that is no answer of Prometheus for one", () => {
    expect(verdict(targets, http({ anything: 1 }))).toBe("no-answer");
  });

  const quiet = check({ type: "alert", prometheus: "db", alert: "Down", expect: "quiet" });
  const firing = check({ type: "alert", prometheus: "db", alert: "Down", expect: "firing", since: "kill" });
  const noon = Date.parse("2026-11-23T12:00:00Z");
  const steps = [step({ id: "kill", startedAt: noon, endedAt: noon + 1000 })];
  const later = check({ type: "alert", prometheus: "db", alert: "Down", expect: "quiet", since: "kill" });
  const rule = (state: string, health = "ok", activeAt?: string, lastEvaluation = "") => ({
    lastEvaluation,
    name: "Down",
    state,
    health,
    lastError: "",
    alerts: activeAt ? [{ state, activeAt }] : [],
  });
  const [after, before] = ["2026-11-23T12:00:05Z", "2026-11-23T11:00:00Z"];
  it.each([
    [quiet, "alert-quiet", [rule("inactive")]],
    [quiet, "alert-not-quiet", [rule("firing", "ok", before)]],
    [quiet, "alert-unevaluated", [rule("inactive", "unknown")]],
    [quiet, "alert-broken", [rule("inactive", "err")]],
    [quiet, "no-alert", []],
    [later, "alert-quiet", [rule("inactive", "ok", undefined, "2026-11-23T12:00:05Z")]],
    [later, "alert-unevaluated", [rule("inactive", "ok", undefined, "2026-11-23T11:59:59Z")]],
    [later, "alert-unevaluated", [rule("inactive")]],
    [firing, "alert-fires", [rule("firing", "ok", after)]],
    [firing, "alert-silent", [rule("pending", "ok", after)]],
    [firing, "alert-was-active", [rule("firing", "ok", before)]],
    [firing, "no-alert", []],
  ])("must know an alert by its cause (%#: %s)", (one, code, rules) => {
    expect(verdict(one, http({ groups: [{ rules }] }), { steps })).toBe(code);
  });
});

describe("data-gone", () => {
  const gone = check({
    type: "data-gone",
    written: "note",
    step: "down",
    via: { port: 80 },
    path: "/notes",
  });
  const steps = [
    step({ id: "note", nonce: "note-1", startedAt: 1000, endedAt: 1500 }),
    step({ id: "down", startedAt: 2000, endedAt: 3000 }),
  ];
  const body = (text: string, status = 200): Bare<Answer> => ({
    kind: "http",
    status,
    headers: {},
    body: text,
  });
  it("must hold when the place answers without what was written", () => {
    expect(verdict(gone, body("[]"), { steps })).toBe("data-gone");
  });
  it("must not hold while it is there, nor when nothing answers, nor when nothing was destroyed", () => {
    expect(verdict(gone, body("[note-1]"), { steps })).toBe("data-still-there");
    expect(verdict(gone, body("", 503), { steps })).toBe("other-status");
    const [note, down] = steps;
    if (!note || !down) throw new Error("two steps");
    expect(verdict(gone, body("[]"), { steps: [note, { ...down, succeeded: false }] })).toBe("not-observed");
    expect(verdict(gone, body("[]"), { steps: [{ ...note, succeeded: false }, down] })).toBe("not-written");
  });
});
