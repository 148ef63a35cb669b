import { beforeAll, describe, expect, test } from "vitest";
import type { WorkspaceFile } from "../../lib/compose/types.ts";
import { exerciseSchema } from "../../lib/content/exercise-schema.ts";
import type { CheckResult, RunResult } from "../../lib/grading/result.ts";
import { runExercise } from "../../sandbox-runner/grading/run.ts";
import { openTestContext } from "./harness.ts";

/** What the engine says of environment, limits, secrets, logs and metrics, each held once and failed once, in one sandbox. */

const words = { ko: "글", en: "text" };
const files: WorkspaceFile[] = [
  {
    path: "compose.yaml",
    content: `services:
  good:
    image: lab/api
    ports: ["8080:8000"]
    environment: { MODE: prod, LOG_FORMAT: json }
    secrets: [key]
    restart: on-failure
    logging: { options: { max-size: 20k, max-file: "2" } }
    mem_limit: 64m
    cpus: 0.5
    pids_limit: 40
  bad:
    image: lab/api
    command: [sh, -c, "cat /run/secrets/key; exec python3 main.py"]
    ports: ["8081:8000"]
    secrets: [key]
  db:
    image: postgres:13
    environment: { POSTGRES_USER: lab, POSTGRES_PASSWORD_FILE: /run/secrets/key }
    secrets: [key]
  prometheus:
    image: prom/prometheus:v2.53.3
    volumes: ["./prometheus.yml:/etc/prometheus/prometheus.yml", "./rules.yml:/etc/prometheus/rules.yml"]
secrets:
  key: { file: ./key.txt }
`,
  },
  {
    path: "prometheus.yml",
    content: `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
scrape_configs:
  - { job_name: api, static_configs: [{ targets: ["good:8000", "prometheus:1"] }] }
`,
  },
  {
    path: "rules.yml",
    content: `groups:
  - name: api
    rules:
      - { alert: Sick, expr: api_up == 0 }
      - { alert: Always, expr: vector(1) }
`,
  },
];

const path = `/whoami?from=${"far-away-".repeat(60)}`;
const key = "/run/secrets/key";

/** Checks by the status they must have; the message's code where it fails. */
const expected: Record<string, string> = {};
function check(id: string, outcome: string, fields: object): object {
  expected[id] = outcome;
  return { id, points: 1, task: "t", ...fields };
}

const firing = { type: "alert", prometheus: "prometheus", expect: "firing", since: "ill", eventually: 30 };
const quiet = { type: "alert", prometheus: "prometheus", expect: "quiet", since: "seen", eventually: 30 };
const fields = { type: "log-fields", step: "traffic", mentions: "/whoami?from=", fields: ["time", "level"] };

const stages = [
  {
    id: "up",
    title: words,
    steps: [
      { id: "secret", act: "put", file: "key.txt", content: "$nonce\n" },
      { id: "first-up", act: "up" },
      { id: "seen", act: "request", via: { port: 8080 }, method: "GET", path: "/whoami", timeout: 60 },
      { id: "seen-too", act: "request", via: { port: 8081 }, method: "GET", path: "/whoami", timeout: 60 },
    ],
    checks: [
      check("env", "passed", { type: "env", service: "good", name: "MODE", expect: { equals: "prod" } }),
      check("no-env", "grading.env-missing", {
        type: "env",
        service: "bad",
        name: "MODE",
        expect: { equals: "prod" },
      }),
      check("limits", "passed", {
        type: "limits",
        service: "good",
        memory: { atMost: "64m", atLeast: "64m" },
        cpus: 0.5,
        pids: 40,
      }),
      check("no-memory-limit", "grading.memory-unlimited", {
        type: "limits",
        service: "bad",
        memory: { atMost: "128m" },
      }),
      check("no-cpu-limit", "grading.cpus-unlimited", { type: "limits", service: "bad", cpus: 0.5 }),
      check("no-pids-limit", "grading.pids-unlimited", { type: "limits", service: "bad", pids: 40 }),
      check("secret", "passed", { type: "secret-file", service: "good", path: key, of: "secret" }),
      check("no-secret", "grading.no-secret-file", {
        type: "secret-file",
        service: "prometheus",
        path: key,
        of: "secret",
      }),
      check("printed", "grading.secret-in-logs", {
        type: "secret-hidden",
        of: "secret",
        witness: { service: "good", path: key },
      }),
      check("login", "passed", {
        type: "login",
        service: "db",
        user: "lab",
        of: "secret",
        expect: "accepted",
        eventually: 90,
      }),
      check("other-user", "grading.login-not-accepted", {
        type: "login",
        service: "db",
        user: "nobody",
        of: "secret",
        expect: "accepted",
        eventually: 90,
      }),
      check("bounded", "passed", { type: "log-options", service: "good", keepsAtMost: "40k", files: 2 }),
      check("unbounded", "grading.log-unbounded", { type: "log-options", service: "bad", keepsAtMost: "1m" }),
      check("quiet", "passed", { ...quiet, alert: "Sick" }),
      check("loud", "grading.alert-not-quiet", { ...quiet, alert: "Always", eventually: 0 }),
    ],
  },
  {
    id: "use",
    title: words,
    steps: [
      { id: "ill", act: "request", via: { port: 8080 }, path: "/sick" },
      { id: "traffic", act: "load", via: { port: 8080 }, path, requests: 60 },
    ],
    checks: [
      check("rotated", "passed", {
        type: "log-rotated",
        service: "good",
        step: "traffic",
        mentions: "/whoami?from=",
        keepsAtMost: "40k",
      }),
      check("lines-lost", "grading.log-lines-missing", { ...fields, service: "good" }),
      check("rings", "passed", { ...firing, alert: "Sick" }),
      check("rang-before", "grading.alert-was-active", { ...firing, alert: "Always", eventually: 0 }),
    ],
  },
  {
    id: "leak",
    title: words,
    steps: [
      { id: "leak", act: "request", via: { port: 8080 }, path: "/eat?mb=100" },
      { id: "small-leak", act: "request", via: { port: 8081 }, path: "/eat?mb=10" },
    ],
    checks: [
      check("scraped", "grading.target-down", {
        type: "targets-up",
        prometheus: "prometheus",
        service: "prometheus",
      }),
      check("killed", "passed", {
        type: "killed-for-memory",
        service: "good",
        step: "leak",
        eventually: 30,
      }),
      check("not-killed", "grading.not-killed-for-memory", {
        type: "killed-for-memory",
        service: "bad",
        step: "small-leak",
      }),
    ],
  },
];

let result: RunResult;

beforeAll(async () => {
  const context = await openTestContext();
  const exercise = exerciseSchema.parse({
    id: "families",
    title: words,
    summary: words,
    minutes: 1,
    images: ["lab/api", "postgres:13", "prom/prometheus:v2.53.3"],
    tasks: [{ id: "t", title: words, text: words }],
    stages,
    next: words,
  });
  const briefs = { ko: "", en: "" };
  const loaded = { id: "families", directory: "", hash: "", exercise, starter: files, briefs };
  const options = { files, emit: () => undefined, signal: new AbortController().signal };
  result = await runExercise(context, { exercise: loaded, ...options });
  await context.close();
}, 180_000);

function outcomeOf({ status, message }: CheckResult): string {
  return status === "failed" ? message.code : status;
}

describe("what the engine says", () => {
  test("must be graded", () => {
    expect(result.reason).toBeUndefined();
    expect(result.kind).toBe("graded");
  });

  test.each(Object.entries(expected))("the check %s must end as %s", (id, outcome) => {
    const found = result.checks.find((one) => one.id === id);
    expect(found && outcomeOf(found), JSON.stringify(found, null, 1)).toBe(outcome);
  });
});
