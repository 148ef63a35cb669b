/**
 * A sandbox against a privileged nested engine, in one run: how long until its first command has answered, and how
 * much memory it takes. Then many idle sandboxes at once. Prints tables; run it with
 * `npm run bench:sandbox [-- ROUNDS IDLE]`.
 *
 * The nested engine is what a lab without a gate would give each student: dockerd and containerd of the same packages,
 * in a privileged container with its own data root, and no firewall rules. It has no images yet; a sandbox
 * shares those of the engine.
 */
import { readdir, readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import type Docker from "dockerode";
import { readInstalled } from "../../sandbox-runner/engine/packages.ts";
import { createSandbox } from "../../sandbox-runner/sandbox/create.ts";
import type { Sandbox } from "../../sandbox-runner/sandbox/sandbox.ts";
import { toolboxReference } from "../../sandbox-runner/sandbox/toolbox.ts";
import { openTestContext } from "../engine/harness.ts";

const rounds = Number(process.argv[2] ?? 20);
const idleSandboxes = Number(process.argv[3] ?? 100);
const mebibyte = 2 ** 20;

const context = await openTestContext();
const { docker } = context.engine;
process.once("SIGINT", () => context.close().finally(() => process.exit(130)));
console.log(
  `load average at the start: ${loadavg()
    .map((load) => load.toFixed(1))
    .join(" ")}`,
);

type Round = { ms: number; mib: number };

async function sandboxRound(): Promise<Round> {
  const from = performance.now();
  const sandbox = await newSandbox();
  try {
    const { exitCode, stderr } = await sandbox.exec(["docker", "version"]);
    if (exitCode !== 0) throw new Error(stderr);
    const ms = performance.now() - from;
    return { ms, mib: await memoryOf([`${sandbox.id}-toolbox`]) };
  } finally {
    await sandbox.remove();
  }
}

function newSandbox(): Promise<Sandbox> {
  return createSandbox(context, { kind: "grading", files: [], lifetimeSeconds: 3600 });
}

/** dockerd inside a privileged container of the toolbox image, from the packages of the lab's own engine. */
async function nestedRound(packages: string): Promise<Round> {
  const programs = join(packages, "composelab-bin");
  const start = [
    `export PATH=${programs}:$PATH`,
    "mkdir -p /run/nested",
    "exec dockerd --host unix:///run/nested/docker.sock --data-root /nested --exec-root /run/nested/exec" +
      " --pidfile /run/nested/pid --iptables=false --ip6tables=false",
  ].join("; ");
  const from = performance.now();
  const container = await docker.createContainer({
    Image: toolboxReference(context),
    Entrypoint: ["sh", "-c", start],
    Cmd: [],
    User: "root",
    Labels: { "composelab.instance": context.settings.instance, "composelab.sandbox": "sbenchnest" },
    HostConfig: {
      Privileged: true,
      UsernsMode: "host",
      NetworkMode: "none",
      Binds: [`${packages}:${packages}:ro`],
      Tmpfs: { "/nested": "" },
    },
  });
  try {
    await container.start();
    const first = `until DOCKER_HOST=unix:///run/nested/docker.sock ${programs}/docker version >/dev/null 2>&1; do sleep 0.02; done`;
    await run(container, ["sh", "-c", first]);
    return { ms: performance.now() - from, mib: await memoryOf([container.id]) };
  } finally {
    await container.remove({ force: true, v: true });
  }
}

async function run(container: Docker.Container, command: string[]): Promise<void> {
  const exec = await container.exec({ Cmd: command, User: "root", AttachStdout: true });
  const stream = await exec.start({});
  stream.resume();
  await new Promise((resolve) => stream.once("end", resolve));
}

/** MiB of memory of all processes of containers, each with its part of what it shares. */
async function memoryOf(containers: string[]): Promise<number> {
  let kibibytes = 0;
  for (const each of containers) {
    const { Processes } = await docker.getContainer(each).top({ ps_args: "-o pid" });
    for (const [pid] of Processes) kibibytes += await proportionalSize(pid);
  }
  return kibibytes / 1024;
}

/** KiB; nothing for a process that has ended. */
async function proportionalSize(pid: string | undefined): Promise<number> {
  const smaps = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+)/m.exec(smaps)?.[1] ?? 0);
}

/** What containerd and dockerd add for each container: its shim. */
async function shimMemory(): Promise<number> {
  let kibibytes = 0;
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (!command.includes("containerd-shim")) continue;
    kibibytes += await proportionalSize(pid);
  }
  return kibibytes / 1024;
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function row(what: string, of: Round[]) {
  const times = of.map(({ ms }) => ms);
  return {
    "until the first command": what,
    "median ms": Math.round(quantile(times, 0.5)),
    "p95 ms": Math.round(quantile(times, 0.95)),
    "memory MiB (median)": quantile(
      of.map(({ mib }) => mib),
      0.5,
    ).toFixed(1),
  };
}

async function compare(): Promise<void> {
  const installed = await readInstalled(context.settings.engineDirectory);
  await sandboxRound();
  const sandboxes: Round[] = [];
  const nested: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    sandboxes.push(await sandboxRound());
    if (installed) nested.push(await nestedRound(installed.root));
  }
  const rows = [row("sandbox", sandboxes), ...(installed ? [row("nested engine", nested)] : [])];
  console.table(rows);
  const time =
    quantile(
      nested.map(({ ms }) => ms),
      0.5,
    ) /
    quantile(
      sandboxes.map(({ ms }) => ms),
      0.5,
    );
  const memory =
    quantile(
      nested.map(({ mib }) => mib),
      0.5,
    ) /
    quantile(
      sandboxes.map(({ mib }) => mib),
      0.5,
    );
  console.log(
    `nested engine / sandbox: ${time.toFixed(1)} times the time, ${memory.toFixed(1)} times the memory`,
  );
}

async function idle(): Promise<void> {
  const [runnerBefore, shimsBefore] = [process.memoryUsage().rss / mebibyte, await shimMemory()];
  const sandboxes: Sandbox[] = [];
  try {
    for (let made = 0; made < idleSandboxes; made += 1) {
      const sandbox = await newSandbox();
      sandboxes.push(sandbox);
      await sandbox.exec(["docker", "ps"]);
    }
    const containers = await memoryOf(sandboxes.map(({ id }) => `${id}-toolbox`));
    const runner = process.memoryUsage().rss / mebibyte - runnerBefore;
    const shims = (await shimMemory()) - shimsBefore;
    const each = (value: number) => (value / idleSandboxes).toFixed(2);
    console.table([
      {
        "idle sandboxes": idleSandboxes,
        "toolbox MiB each": each(containers),
        "runner MiB each": each(runner),
        "shim MiB each": each(shims),
        "together MiB each": each(containers + runner + shims),
      },
    ]);
  } finally {
    for (const sandbox of sandboxes) await sandbox.remove();
  }
}

try {
  await compare();
  await idle();
} finally {
  await context.close();
}
