import type { RunnerContext } from "../../sandbox-runner/context.ts";
import { createSandbox } from "../../sandbox-runner/sandbox/create.ts";
import { toolboxName } from "../../sandbox-runner/sandbox/paths.ts";
import type { Sandbox } from "../../sandbox-runner/sandbox/sandbox.ts";
import { ask, quantile } from "./answers.ts";
import { memoryOf, shimMemory } from "./memory.ts";

const mebibyte = 2 ** 20;
const calls = 100;

/** What many idle sandboxes cost, and how long a neighbour's `docker ps` takes beside them. Prints tables. */
export async function measureIdle(context: RunnerContext, count: number): Promise<void> {
  const sandboxes: Sandbox[] = [];
  const make = async () => {
    const sandbox = await createSandbox(context, { kind: "grading", files: [], lifetimeSeconds: 3600 });
    sandboxes.push(sandbox);
    await sandbox.exec(["docker", "ps"]);
    return sandbox;
  };
  try {
    const neighbour = await make();
    await neighbour.exec(["docker", "run", "--detach", "alpine:3", "sleep", "3600"]);
    const alone = await list(neighbour);
    const before = await ownMemory();
    while (sandboxes.length <= count) await make();
    const beside = await list(neighbour);
    const after = await ownMemory();
    const toolboxes = await memoryOf(
      context.engine.docker,
      sandboxes.slice(1).map(({ id }) => toolboxName(id)),
    );
    const each = (value: number) => (value / count).toFixed(2);
    const runner = after.runner - before.runner;
    const shims = after.shims - before.shims;
    console.table([
      {
        "idle sandboxes": count,
        "toolbox MiB each": each(toolboxes),
        "runner MiB each": each(runner),
        "shim MiB each": each(shims),
        "together MiB each": each(toolboxes + runner + shims),
      },
    ]);
    console.table([row("none", alone), row(`${count} idle`, beside)]);
  } finally {
    for (const sandbox of sandboxes) await sandbox.remove();
  }
}

async function ownMemory(): Promise<{ runner: number; shims: number }> {
  return { runner: process.memoryUsage().rss / mebibyte, shims: await shimMemory() };
}

async function list(neighbour: Sandbox): Promise<number[]> {
  const socketPath = neighbour.dockerHost.replace("unix://", "");
  const times: number[] = [];
  for (let call = 0; call < calls; call += 1) times.push(await ask(socketPath, "/v1.45/containers/json"));
  return times;
}

function row(beside: string, times: number[]) {
  return {
    "docker ps beside other sandboxes": beside,
    "median ms": quantile(times, 0.5).toFixed(1),
    "p95 ms": quantile(times, 0.95).toFixed(1),
  };
}
