/**
 * Grading against the bare engine, in one run: how long one submission takes over `docker compose up --wait` and
 * `down` of the same project, and what thirty at once get through. Prints tables; run it with
 * `npm run bench:grade [-- ROUNDS SUBMISSIONS JOBS…]`.
 */
import { loadavg } from "node:os";
import { inParallel } from "../../cli/grading/laboratory.ts";
import { exerciseSchema } from "../../lib/content/exercise-schema.ts";
import type { LoadedExercise } from "../../lib/content/exercises.ts";
import { runExercise } from "../../sandbox-runner/grading/run.ts";
import { execIn } from "../../sandbox-runner/sandbox/exec.ts";
import { label, withRole } from "../../sandbox-runner/sandbox/labels.ts";
import { toolboxReference } from "../../sandbox-runner/sandbox/toolbox.ts";
import { openTestContext } from "../engine/harness.ts";
import { quantile } from "./answers.ts";

const [rounds = 5, submissions = 30, ...parallel] = process.argv.slice(2).map(Number);
const jobsTried = parallel.length > 0 ? parallel : [2];

const images = ["postgres:13", "redis:7", "nginx:alpine", "alpine"];
const both = (text: string) => ({ ko: text, en: text });

/** A database, a cache and a proxy with healthchecks, and two that wait for them: as the gate is measured with. */
const service = (image: string, check: string, more = "") => `
    image: \${PREFIX:-}${image}
    healthcheck: { test: ["CMD-SHELL", "${check}"], interval: 500ms, retries: 200 }${more}`;

const project = `services:
  db:${service("postgres:13", "pg_isready -U postgres", "\n    environment: { POSTGRES_PASSWORD: pass }")}
  cache:${service("redis:7", "redis-cli ping")}
  web:${service("nginx:alpine", "wget -qO- localhost >/dev/null")}
  one:${service("alpine", "true", "\n    command: sleep 600\n    depends_on: { db: { condition: service_healthy } }")}
  two:${service("alpine", "true", "\n    command: sleep 600\n    depends_on: { cache: { condition: service_healthy } }")}
`;

const healthy = ["db", "cache", "web", "one", "two"].map((name) => ({
  id: `${name}-healthy`,
  points: 10,
  task: "t",
  type: "healthy",
  service: name,
  eventually: 120,
}));

const exercise: LoadedExercise = {
  id: "bench",
  directory: "/nowhere",
  hash: "bench",
  starter: [],
  briefs: { ko: "", en: "" },
  exercise: exerciseSchema.parse({
    id: "bench",
    title: both("bench"),
    summary: both("bench"),
    minutes: 1,
    images,
    limits: { seconds: 600 },
    tasks: [{ id: "t", title: both("t"), text: both("t") }],
    stages: [
      { id: "model", title: both("m"), checks: [{ id: "file", points: 10, task: "t", type: "accepted" }] },
      {
        id: "up",
        title: both("u"),
        needs: ["model"],
        steps: [{ id: "first-up", act: "up" }],
        checks: [{ id: "comes-up", points: 10, task: "t", type: "came-up", step: "first-up" }, ...healthy],
      },
    ],
    next: both("n"),
  }),
};

const context = await openTestContext();
const bare = await bareToolbox();
process.once("SIGINT", () => close().finally(() => process.exit(130)));
const load = loadavg().map((one) => one.toFixed(1));
console.log(`load average at the start: ${load.join(" ")}`);
try {
  await benchOne();
  for (const jobs of jobsTried) await benchMany(jobs);
} finally {
  await close();
}
process.exit(0);

/** One after the other, in turns. */
async function benchOne(): Promise<void> {
  const times = { graded: [] as number[], engine: [] as number[] };
  const phases = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    times.engine.push(await time(() => runBare("single")));
    times.graded.push(
      await time(async () => {
        for (const { name, milliseconds } of await grade())
          phases.set(name, [...(phases.get(name) ?? []), milliseconds]);
      }),
    );
  }
  const [graded, engine] = [quantile(times.graded, 0.5), quantile(times.engine, 0.5)];
  console.table([
    {
      what: "one submission",
      "graded ms (median)": Math.round(graded),
      "engine ms (median)": Math.round(engine),
      ratio: (graded / engine).toFixed(3),
      budget: "≤ 1.15",
    },
  ]);
  const rows = [...phases].map(([name, all]) => ({
    phase: name,
    "ms (median)": Math.round(quantile(all, 0.5)),
  }));
  console.table(rows);
}

/** As a deadline makes it: all are handed in at the same moment. */
async function benchMany(jobs: number): Promise<void> {
  const all = Array.from({ length: submissions }, (_, index) => index);
  const engine = await time(() => inParallel(all, jobs, (index) => runBare(`many${index}`)));
  const waits: number[] = [];
  const from = performance.now();
  const graded = await time(() =>
    inParallel(all, jobs, async () => {
      await grade();
      waits.push(performance.now() - from);
    }),
  );
  console.table([
    {
      what: `${submissions} at once, ${jobs} at a time`,
      "graded s": (graded / 1000).toFixed(1),
      "engine s": (engine / 1000).toFixed(1),
      "of its throughput": `${Math.round((engine / graded) * 100)} %`,
      budget: "≥ 90 %",
      "longest wait / median": (Math.max(...waits) / quantile(waits, 0.5)).toFixed(2),
    },
  ]);
}

async function grade() {
  const result = await runExercise(context, {
    exercise,
    files: [{ path: "compose.yaml", content: project }],
    emit: () => undefined,
    signal: new AbortController().signal,
  });
  if (result.score !== result.maxScore) throw new Error(JSON.stringify(result.checks, undefined, 2));
  return result.phases;
}

/** What a person would type. `-t 1`: a grader need not be polite at the end, and neither is its rival. */
async function runBare(name: string): Promise<void> {
  for (const verb of [
    ["up", "-d", "--wait"],
    ["down", "-v", "-t", "1"],
  ]) {
    const command = ["docker", "compose", "-p", `bench-${name}`, ...verb];
    const options = { environment: { PREFIX: "composelab/" }, timeoutMs: 300_000 };
    const result = await execIn(context.engine.docker, bare.id, command, options);
    if (result.exitCode !== 0) throw new Error(`${command.join(" ")}: ${result.stderr}`);
  }
}

/** The same program in the same image as in a sandbox, but at the engine's own socket. */
async function bareToolbox() {
  const own = {
    [label.instance]: context.settings.instance,
    [label.sandbox]: "sbenchgrade",
    [label.expires]: "0",
  };
  const container = await context.engine.docker.createContainer({
    Image: toolboxReference(context),
    User: "root",
    WorkingDir: "/workspace",
    Env: ["DOCKER_HOST=unix:///run/engine.sock"],
    Labels: withRole(own, "toolbox"),
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

async function time(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** Projects of the bare engine carry no label of ours: they are removed by what they are called. */
async function close(): Promise<void> {
  const script =
    'for p in $(docker compose ls -aq | grep ^bench-); do PREFIX=composelab/ docker compose -p "$p" down -v -t 0; done';
  await execIn(context.engine.docker, bare.id, ["sh", "-c", script], { timeoutMs: 300_000 }).catch(
    () => undefined,
  );
  await bare.remove({ force: true }).catch(() => undefined);
  await context.close();
}
