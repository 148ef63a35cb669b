/**
 * The gate against the bare engine, in one run: `docker compose up --wait` and `down` of a project of five
 * containers with healthchecks, and single calls. Prints a table; run it with `npm run bench:gate`.
 */
import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { RunnerContext } from "../../sandbox-runner/context.ts";
import { createSandbox } from "../../sandbox-runner/sandbox/create.ts";
import { execIn } from "../../sandbox-runner/sandbox/exec.ts";
import { label, withRole } from "../../sandbox-runner/sandbox/labels.ts";
import { toolboxReference } from "../../sandbox-runner/sandbox/toolbox.ts";
import { openTestContext } from "../engine/harness.ts";

const rounds = 6;
const calls = 400;

const service = (image: string, check: string, more = "") => `
    image: \${PREFIX}${image}
    healthcheck: { test: ["CMD-SHELL", "${check}"], interval: 500ms, retries: 40 }${more}`;

const project = `services:
  db:${service("postgres:13", "pg_isready -U postgres", "\n    environment: { POSTGRES_PASSWORD: pass }")}
  cache:${service("redis:7", "redis-cli ping")}
  web:${service("nginx:alpine", "wget -qO- localhost >/dev/null")}
  one:${service("alpine", "true", "\n    command: sleep 600\n    depends_on: { db: { condition: service_healthy } }")}
  two:${service("alpine", "true", "\n    command: sleep 600\n    depends_on: { cache: { condition: service_healthy } }")}
`;

type Side = { up(): Promise<void>; down(): Promise<void> };

function compose(context: RunnerContext, container: string, prefix: string): Side {
  const run = async (...verb: string[]) => {
    const environment = { PREFIX: prefix };
    const result = await execIn(context.engine.docker, container, ["docker", "compose", ...verb], {
      environment,
      timeoutMs: 120_000,
    });
    if (result.exitCode !== 0) throw new Error(`docker compose ${verb.join(" ")}: ${result.stderr}`);
  };
  return { up: () => run("up", "-d", "--wait"), down: () => run("down", "-v", "-t", "1") };
}

/** The same program in the same image, but at the engine's own socket. */
async function bareToolbox(context: RunnerContext) {
  const labels = {
    [label.instance]: context.settings.instance,
    [label.sandbox]: "sbenchbare",
    [label.expires]: "0",
  };
  const container = await context.engine.docker.createContainer({
    Image: toolboxReference(context),
    User: "root",
    WorkingDir: "/workspace",
    Env: ["DOCKER_HOST=unix:///run/engine.sock"],
    Labels: withRole(labels, "toolbox"),
    HostConfig: {
      NetworkMode: "none",
      UsernsMode: "host",
      Binds: [`${context.engine.socketPath}:/run/engine.sock`],
    },
  });
  await container.start();
  await execIn(context.engine.docker, container.id, ["tee", "compose.yaml"], { input: project });
  return container;
}

async function time(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

function callTime(socketPath: string, path: string): Promise<number> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    request({ socketPath, path }, (response) => {
      response.resume().once("end", () => resolve(performance.now() - from));
    })
      .once("error", reject)
      .end();
  });
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function benchProject(bare: Side, gated: Side): Promise<void> {
  const times = {
    bareUp: [] as number[],
    bareDown: [] as number[],
    gateUp: [] as number[],
    gateDown: [] as number[],
  };
  for (let round = 0; round < rounds; round++) {
    times.bareUp.push(await time(bare.up));
    times.bareDown.push(await time(bare.down));
    times.gateUp.push(await time(gated.up));
    times.gateDown.push(await time(gated.down));
  }
  const row = (name: string, gate: number[], engine: number[]) => ({
    what: name,
    "gate ms (median)": Math.round(quantile(gate, 0.5)),
    "engine ms (median)": Math.round(quantile(engine, 0.5)),
    ratio: (quantile(gate, 0.5) / quantile(engine, 0.5)).toFixed(3),
  });
  console.table([
    row("up --wait, five containers", times.gateUp, times.bareUp),
    row("down -v", times.gateDown, times.bareDown),
  ]);
}

async function benchCalls(gateSocket: string, engineSocket: string): Promise<void> {
  const rows = [];
  for (const path of ["/_ping", "/v1.51/containers/json?all=1", "/v1.51/networks"]) {
    const gate: number[] = [];
    const engine: number[] = [];
    for (let call = 0; call < calls; call++) {
      // A sandbox may send 200 requests a second; what is measured is the call, not its wait for a turn.
      await delay(12);
      engine.push(await callTime(engineSocket, path));
      gate.push(await callTime(gateSocket, path));
    }
    rows.push({
      call: `GET ${path}`,
      "gate p95 ms": quantile(gate, 0.95).toFixed(2),
      "engine p95 ms": quantile(engine, 0.95).toFixed(2),
      "added p95 ms": (quantile(gate, 0.95) - quantile(engine, 0.95)).toFixed(2),
    });
  }
  console.table(rows);
}

const context = await openTestContext();
const bare = await bareToolbox(context);
const sandbox = await createSandbox(context, {
  kind: "grading",
  files: [{ path: "compose.yaml", content: project }],
  lifetimeSeconds: 1800,
});
try {
  await benchProject(compose(context, bare.id, "composelab/"), compose(context, `${sandbox.id}-toolbox`, ""));
  await benchCalls(sandbox.dockerHost.replace("unix://", ""), context.engine.socketPath);
} finally {
  await sandbox.remove();
  await bare.remove({ force: true });
  await context.close();
}
