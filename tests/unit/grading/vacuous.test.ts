import { describe, expect, it } from "vitest";
import { judge, probesOf } from "../../../lib/grading/judge.ts";
import { checkSchema } from "../../../lib/grading/vocabulary/checks.ts";
import { answers, check, container, snapshot, step } from "./observed.ts";

const route = { port: 8080 };
const everyKind: Record<string, unknown>[] = [
  { type: "accepted" },
  { type: "accepted", with: { project: "dev" } },
  { type: "refused", matches: "required" },
  { type: "refused", matches: "required", with: { files: ["other.yaml"] } },
  { type: "model-path", path: ["x"], expect: { exists: false } },
  { type: "model-path", path: ["x"], of: "written", expect: { exists: false } },
  { type: "depends-on", service: "api", on: "db", condition: "service_healthy" },
  { type: "on-networks", service: "api" },
  { type: "came-up", step: "up" },
  { type: "running", service: "api" },
  { type: "healthy", service: "api" },
  { type: "exited", service: "api" },
  { type: "restarted", service: "api", since: "up", expect: "never" },
  { type: "restarted", service: "api", since: "up", expect: "again" },
  { type: "image-of", service: "api", image: "lab/api" },
  { type: "started-after", service: "api", after: "db", became: "healthy", step: "up" },
  { type: "honest-healthcheck", service: "db", steps: ["up"] },
  { type: "resolves", from: "api", name: "db" },
  { type: "reachable", from: "api", to: "db", port: 1 },
  { type: "not-reachable", from: "api", to: "db", port: 1, witness: { to: "db", port: 2 } },
  { type: "no-way-out", service: "db", witness: "api" },
  { type: "not-published", service: "db" },
  { type: "http", via: route, path: "/", expect: {} },
  { type: "balance", step: "up", service: "api", replicas: 2 },
  { type: "data-kept", written: "up", via: route, path: "/" },
  { type: "stored-in", written: "up", service: "db", query: "select 1" },
  { type: "worked", step: "up" },
  { type: "recreated", service: "api", step: "up" },
  { type: "not-recreated", service: "api", step: "up" },
  { type: "removed", service: "api", step: "up" },
  { type: "share", step: "up", of: { service: "api" }, atLeast: 0, atMost: 1 },
  { type: "share", step: "up", of: { field: "version", value: "1" }, atLeast: 0, atMost: 1 },
  { type: "update", step: "up", field: "version", from: "1", to: "2", services: ["api"] },
  { type: "output", file: "backup.sql" },
  { type: "output", file: "backup.sql", holds: "up" },
  { type: "env", service: "api", name: "TAG", expect: { equals: "1" } },
  { type: "env", service: "api", name: "TAG", expect: { absent: true } },
  { type: "limits", service: "api", memory: { atMost: "64m" } },
  { type: "limits", service: "api" },
  { type: "killed-for-memory", service: "api", step: "up" },
  { type: "secret-file", service: "api", path: "/run/secrets/key", of: "up" },
  { type: "secret-file", service: "api", path: "/run/secrets/key", of: "up", expect: "absent" },
  { type: "secret-hidden", of: "up", witness: { service: "api", path: "/run/secrets/key" } },
  { type: "login", service: "db", user: "lab", of: "up", expect: "accepted" },
  { type: "login", service: "db", user: "lab", of: "up", expect: "refused" },
  { type: "log-options", service: "api", keepsAtMost: "1m" },
  { type: "log-fields", service: "api", step: "up", mentions: "/", fields: ["level"] },
  { type: "log-rotated", service: "api", step: "up", mentions: "/", keepsAtMost: "1m" },
  { type: "targets-up", prometheus: "api", service: "db" },
  { type: "alert", prometheus: "api", alert: "Down", expect: "quiet" },
  { type: "alert", prometheus: "api", alert: "Down", expect: "firing", since: "up" },
  { type: "data-gone", written: "up", step: "up", via: route, path: "/" },
  { type: "resolves", from: "api", name: "db", addresses: 0, atMost: 0 },
  { type: "jobs-done", via: route, service: "worker", total: 1 },
];

const nothing = snapshot({
  config: { ...snapshot().config, model: undefined },
  containers: [],
  written: undefined,
});

describe("no check may hold for want of anything to look at", () => {
  it.each(everyKind)("$type must fail when nothing was observed", (fields) => {
    expect(judge(check(fields), nothing).status).toBe("failed");
  });

  it.each(everyKind)("$type must fail when its steps ran and its probes could not be put", (fields) => {
    const one = check(fields);
    const unasked = probesOf(one).map((probe): Parameters<typeof answers>[0] => [
      probe,
      { kind: "unasked", service: "db" },
    ]);
    const observed = { ...nothing, steps: [step({ id: "up" })], answers: answers(...unasked) };
    // That a step worked is all that these say, and that is what was observed here.
    const ofStep = one.type === "came-up" || one.type === "worked";
    expect(judge(one, observed).status).toBe(ofStep ? "passed" : "failed");
  });

  it.each(everyKind)("$type must fail when its probes were forgotten", (fields) => {
    const one = check(fields);
    if (probesOf(one).length === 0) return;
    const containers = [container({ service: "api" }), container({ service: "db" })];
    expect(judge(one, snapshot({ containers, steps: [step({ id: "up", nonce: "n" })] })).status).toBe(
      "failed",
    );
  });

  it("every kind of check must be among these", () => {
    const kinds = new Set(everyKind.map(({ type }) => type));
    expect(kinds).toEqual(new Set(checkSchema.options.map(({ shape }) => shape.type.value)));
  });
});
