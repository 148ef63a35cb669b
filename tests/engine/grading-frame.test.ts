import { beforeAll, describe, expect, test } from "vitest";
import type { WorkspaceFile } from "../../lib/compose/types.ts";
import { exerciseSchema } from "../../lib/content/exercise-schema.ts";
import type { CheckResult, RunResult } from "../../lib/grading/result.ts";
import { runExercise } from "../../sandbox-runner/grading/run.ts";
import { openTestContext } from "./harness.ts";

/** Steps and observations of the vocabulary's frame, each held by one check and failed by another, in one sandbox. */

const words = { ko: "글", en: "text" };
const files: WorkspaceFile[] = [
  {
    path: "compose.yaml",
    content: `services:
  api:
    image: lab/api:\${TAG:-1}
    ports: ["\${PORT:?say which port}:8000"]
`,
  },
  { path: ".env", content: "PORT=8080\n" },
  { path: "compose.slow.yaml", content: "services:\n  helper:\n    image: busybox\n    profiles: [tools]\n" },
  { path: "no-port.env", content: "TAG=2\n" },
  {
    path: "update.sh",
    content:
      "export PORT=8081 TAG=2; docker compose -p dev up -d; until curl -sf localhost:8081/; do sleep 0.1; done\n",
  },
  { path: "backup.sh", content: "set -e\nmkdir -p out\ntar cz secret.txt | gzip > out/one.tar.gz.gz\n" },
  {
    path: "pack.sh",
    content: "mkdir -p out; gzip < secret.txt > n.gz; tar cf out/two.tar n.gz; ln -s /etc out/link\n",
  },
  { path: "bomb.sh", content: "head -c 300000000 /dev/zero | gzip -1 > bomb.gz\n" },
  {
    path: "background.sh",
    content:
      "mkdir -p ~/.docker/cli-plugins; printf '#!/bin/sh\\nsleep 60\\n' > ~/.docker/cli-plugins/docker-compose\n" +
      "chmod +x ~/.docker/cli-plugins/docker-compose; setsid sleep 300 &\necho gone on\n",
  },
  { path: "kill-all.sh", content: "kill -9 -1\n" },
  { path: "flood.sh", content: "head -c 30000000 /dev/zero | tr '\\0' x\nexit 3\n" },
  { path: "loop.sh", content: "while :; do :; done\n" },
];

const dev = { project: "dev", env: { PORT: "8081" } };
const stage = { project: "stage", env: { PORT: "8082", TAG: "2" } };
const fromService = { from: "dev/api", to: "api", port: 8000 };

/** Checks by the status they must have; the message's code where it fails. */
const expected: Record<string, string> = {};
function check(id: string, outcome: string, fields: object): object {
  expected[id] = outcome;
  return { id, points: 1, task: "t", ...fields };
}

const stages = [
  {
    id: "model",
    title: words,
    checks: [
      check("plain", "passed", { type: "accepted" }),
      check("profile", "passed", {
        type: "model-path",
        path: ["services", "helper"],
        with: { files: ["compose.yaml", "compose.slow.yaml"], profiles: ["tools"] },
        expect: { exists: true },
      }),
      check("no-profile", "grading.path-missing", {
        type: "model-path",
        path: ["services", "helper"],
        with: { files: ["compose.yaml", "compose.slow.yaml"] },
        expect: { exists: true },
      }),
      check("port-required", "passed", {
        type: "refused",
        with: { envFile: "no-port.env" },
        matches: "say which port",
      }),
      check("port-given", "grading.not-refused", {
        type: "refused",
        with: { envFile: "no-port.env", env: { PORT: "1" } },
        matches: "say which port",
      }),
    ],
  },
  {
    id: "projects",
    title: words,
    steps: [
      { id: "dev-up", act: "up", with: dev },
      { id: "stage-up", act: "up", with: stage },
    ],
    checks: [
      check("dev-runs", "passed", { type: "running", service: "dev/api" }),
      check("plain-does-not", "grading.service-not-running", { type: "running", service: "api" }),
      check("dev-answers", "passed", {
        type: "http",
        via: { port: 8081 },
        service: "dev/api",
        path: "/",
        expect: { json: { path: ["version"], equals: "1" } },
        eventually: 20,
      }),
      check("stage-answers", "passed", {
        type: "http",
        via: { port: 8082 },
        service: "stage/api",
        path: "/",
        expect: { json: { path: ["version"], equals: "2" } },
        eventually: 20,
      }),
      check("apart", "passed", {
        type: "resolves",
        from: "dev/api",
        name: "stage/api",
        addresses: 0,
        atMost: 0,
      }),
      check("not-apart", "grading.too-many-addresses", {
        type: "resolves",
        from: "dev/api",
        name: "dev/api",
        addresses: 0,
        atMost: 0,
      }),
      check("dev-left-alone", "passed", { type: "not-recreated", service: "dev/api", step: "stage-up" }),
      check("dev-not-recreated", "grading.not-recreated", {
        type: "recreated",
        service: "dev/api",
        step: "stage-up",
      }),
    ],
  },
  {
    id: "traffic",
    title: words,
    steps: [
      {
        id: "from-service",
        act: "load",
        via: fromService,
        path: "/",
        instance: ["hostname"],
        fields: { version: ["version"] },
        requests: 20,
      },
      {
        id: "under-load",
        act: "load",
        via: { port: 8081 },
        path: "/",
        instance: ["hostname"],
        fields: { version: ["version"] },
        requests: 20,
        while: { id: "dev-2", act: "script", file: "update.sh" },
      },
    ],
    checks: [
      check("all-of-dev", "passed", {
        type: "share",
        step: "from-service",
        of: { service: "dev/api" },
        atLeast: 1,
        atMost: 1,
      }),
      check("none-of-stage", "grading.share-too-small", {
        type: "share",
        step: "from-service",
        of: { service: "stage/api" },
        atLeast: 0.5,
        atMost: 1,
      }),
      check("update-noticed", "grading.requests-failed", {
        type: "update",
        step: "under-load",
        field: "version",
        from: "1",
        to: "2",
        services: ["dev/api"],
      }),
      check("updated", "passed", {
        type: "update",
        step: "under-load",
        field: "version",
        from: "1",
        to: "2",
        services: ["dev/api"],
        failures: 10_000,
      }),
      check("replaced-meanwhile", "passed", { type: "recreated", service: "dev/api", step: "dev-2" }),
    ],
  },
  {
    id: "crash",
    title: words,
    steps: [{ id: "crash", act: "request", via: fromService, path: "/crash" }],
    checks: [
      check("crashed", "grading.service-not-running", {
        type: "http",
        via: fromService,
        path: "/",
        expect: {},
        eventually: 5,
      }),
    ],
  },
  {
    id: "scripts",
    title: words,
    steps: [
      { id: "secret", act: "put", file: "secret.txt", content: "it is $nonce\n" },
      { id: "backup", act: "script", file: "backup.sh" },
      { id: "background", act: "script", file: "background.sh", timeout: 20 },
      { id: "kill-all", act: "script", file: "kill-all.sh", exits: "either" },
      { id: "pack", act: "script", file: "pack.sh" },
      { id: "bomb", act: "script", file: "bomb.sh" },
      { id: "flood", act: "script", file: "flood.sh", exits: "badly" },
    ],
    checks: [
      check("background-worked", "passed", { type: "worked", step: "background" }),
      check("twice-packed", "grading.file-without-value", {
        type: "output",
        file: "out/one.tar.gz.gz",
        holds: "secret",
      }),
      check("packed-in-tar", "passed", { type: "output", file: "out/*.tar", holds: "secret" }),
      check("plain-file", "passed", {
        type: "output",
        file: "secret.txt",
        holds: "secret",
        matches: "^it is",
      }),
      check("bomb", "grading.file-without-value", { type: "output", file: "bomb.gz", holds: "secret" }),
      check("link", "grading.no-file", { type: "output", file: "out/link/passwd" }),
      check("compose-as-before", "passed", { type: "accepted" }),
      check("link-itself", "grading.no-file", { type: "output", file: "out/link" }),
    ],
  },
  {
    id: "looping",
    title: words,
    steps: [{ id: "loop", act: "script", file: "loop.sh", timeout: 2, exits: "either" }],
    checks: [check("stopped", "grading.did-not-work", { type: "worked", step: "loop" })],
  },
  {
    id: "missing",
    title: words,
    steps: [{ id: "absent", act: "script", file: "absent.sh" }],
    checks: [check("no-script", "grading.did-not-work", { type: "worked", step: "absent" })],
  },
];

let result: RunResult;

beforeAll(async () => {
  const context = await openTestContext();
  const exercise = exerciseSchema.parse({
    id: "frame",
    title: words,
    summary: words,
    minutes: 1,
    images: ["lab/api", "busybox"],
    tasks: [{ id: "t", title: words, text: words }],
    stages,
    next: words,
  });
  const loaded = {
    id: "frame",
    directory: "",
    hash: "",
    exercise,
    starter: files,
    briefs: { ko: "", en: "" },
  };
  const options = { files, emit: () => undefined, signal: new AbortController().signal };
  result = await runExercise(context, { exercise: loaded, ...options });
  await context.close();
}, 180_000);

function outcomeOf({ status, message }: CheckResult): string {
  return status === "failed" ? message.code : status;
}

describe("the vocabulary's frame", () => {
  test("must grade what hostile scripts and files do, and break off nothing", () => {
    expect(result.reason).toBeUndefined();
    expect(result.kind).toBe("graded");
  });

  test.each(Object.entries(expected))("the check %s must end as %s", (id, outcome) => {
    const found = result.checks.find((one) => one.id === id);
    expect(found && outcomeOf(found), JSON.stringify(found, null, 1)).toBe(outcome);
  });
});
