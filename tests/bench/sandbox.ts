/**
 * A sandbox against a privileged nested engine, in one run: how long until it answers and its first command has ended,
 * and how much memory it takes. Then many idle sandboxes at once. Prints tables; run it with
 * `npm run bench:sandbox [-- ROUNDS IDLE]`. The README beside this says what is compared with what.
 */
import { loadavg } from "node:os";
import { readInstalled } from "../../sandbox-runner/engine/packages.ts";
import { createSandbox } from "../../sandbox-runner/sandbox/create.ts";
import { toolboxName } from "../../sandbox-runner/sandbox/paths.ts";
import { ReadySandboxes } from "../../sandbox-runner/sandbox/ready.ts";
import { readyPlaces } from "../../sandbox-runner/sandbox/ready-places.ts";
import { openTestContext } from "../engine/harness.ts";
import { quantile, untilAnswers } from "./answers.ts";
import { measureIdle } from "./idle.ts";
import { memoryOf } from "./memory.ts";
import { type Start, startNested } from "./nested-engine.ts";

const rounds = Number(process.argv[2] ?? 20);
const idleSandboxes = Number(process.argv[3] ?? 100);
const files = [{ path: "compose.yaml", content: "services: {}\n" }];

const context = await openTestContext();
process.once("SIGINT", () => context.close().finally(() => process.exit(130)));
console.log(
  `load average at the start: ${loadavg()
    .map((load) => load.toFixed(1))
    .join(" ")}`,
);

/** With one made in advance, as a runner keeps them; its making is not counted, as it was over before. */
async function startWarm(): Promise<Start> {
  const ready = new ReadySandboxes();
  const own = { ...context, ready };
  const { log } = context;
  const now = () => performance.now();
  ready.keep({ places: readyPlaces(own), wanted: () => 1, isCalm: () => ready.size === 0, log, now });
  while (ready.size === 0) await ready.look();
  try {
    return await start(own);
  } finally {
    await ready.close();
  }
}

async function start(own: Omit<typeof context, "close">): Promise<Start> {
  const from = performance.now();
  const sandbox = await createSandbox(own, { kind: "grading", files, lifetimeSeconds: 3600 });
  try {
    await untilAnswers(sandbox.dockerHost.replace("unix://", ""));
    const answers = performance.now() - from;
    const { exitCode, stderr } = await sandbox.exec(["docker", "version"]);
    if (exitCode !== 0) throw new Error(stderr);
    const shell = performance.now() - from;
    return { answers, shell, memory: await memoryOf(own.engine.docker, [toolboxName(sandbox.id)]) };
  } finally {
    await sandbox.remove();
  }
}

function row(what: string, starts: Start[]) {
  const column = (key: keyof Start, share: number) =>
    quantile(
      starts.map((each) => each[key]),
      share,
    );
  return {
    "from asking for it": what,
    "ready ms (median)": Math.round(column("answers", 0.5)),
    "ready ms (p95)": Math.round(column("answers", 0.95)),
    "docker version ms (median)": Math.round(column("shell", 0.5)),
    "docker version ms (p95)": Math.round(column("shell", 0.95)),
    "memory MiB": column("memory", 0.5).toFixed(1),
  };
}

function times(rival: Start[], own: Start[], key: keyof Start): string {
  const median = (starts: Start[]) =>
    quantile(
      starts.map((each) => each[key]),
      0.5,
    );
  return (median(rival) / median(own)).toFixed(1);
}

async function compare(): Promise<void> {
  const installed = await readInstalled(context.settings.engineDirectory);
  await startWarm();
  const [warm, cold, nested]: [Start[], Start[], Start[]] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    warm.push(await startWarm());
    cold.push(await start(context));
    if (installed) nested.push(await startNested(context, installed.root));
  }
  const rival = installed ? [row("nested engine, started on demand", nested)] : [];
  console.table([row("sandbox, made in advance", warm), row("sandbox, made on demand", cold), ...rival]);
  if (!installed) return console.log("no packages of a private engine here: nothing to nest");
  for (const [what, own] of [
    ["in advance", warm],
    ["on demand", cold],
  ] as const) {
    const ready = times(nested, own, "answers");
    const shell = times(nested, own, "shell");
    const memory = times(nested, own, "memory");
    console.log(
      `nested engine / sandbox made ${what}: ready ${ready}, docker version ${shell}, memory ${memory} times`,
    );
  }
}

try {
  await compare();
  await measureIdle(context, idleSandboxes);
} finally {
  await context.close();
}
