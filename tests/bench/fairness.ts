/**
 * How long one sandbox's `docker ps` takes (one list of containers through its gate, on a new connection) while
 * another sandbox does its worst. Prints a table; run it with `npm run bench:fairness`.
 */
import { request } from "node:http";
import { loadavg } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { createSandbox } from "../../sandbox-runner/sandbox/create.ts";
import type { Sandbox } from "../../sandbox-runner/sandbox/sandbox.ts";
import { openTestContext } from "../engine/harness.ts";
import * as hostile from "../fixtures/hostile.ts";

const secondsEach = Number(process.argv[2] ?? 8);
const betweenMs = 40;

const calm: hostile.Hostility = { name: "nothing else", begin: async () => async () => undefined };
const all = [
  calm,
  hostile.forkBomb,
  hostile.memoryHog,
  hostile.processorHog,
  hostile.logFlood,
  hostile.largeLogFlood,
  hostile.logReaders,
  hostile.attachedFlood,
  hostile.diskFiller,
  hostile.restartStorm,
  hostile.healthStorm,
  hostile.execFlood,
  hostile.startFloodOfContainers,
  hostile.requestFlood,
  hostile.heavyQuestions,
  hostile.tinyEntries,
  hostile.idleStreams,
  hostile.slowClients,
  hostile.churn,
];
const wanted = process.argv.slice(3);
const chosen =
  wanted.length === 0 ? all : all.filter(({ name }) => wanted.some((word) => name.includes(word)));

/** Milliseconds of one list call; rejects for an answer that is none. */
function list(sandbox: Sandbox): Promise<number> {
  const from = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const socketPath = sandbox.dockerHost.replace("unix://", "");
  request({ socketPath, path: "/v1.45/containers/json", agent: false }, (response) => {
    response.resume().once("end", () => {
      if (response.statusCode === 200) resolve(performance.now() - from);
      else reject(new Error(`docker ps was answered with ${response.statusCode}`));
    });
  })
    .once("error", reject)
    .end();
  return promise;
}

function quantile(values: number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
}

async function measure(neighbour: Sandbox): Promise<{ times: number[]; failed: number }> {
  const times: number[] = [];
  let failed = 0;
  const end = performance.now() + secondsEach * 1000;
  while (performance.now() < end) {
    await delay(betweenMs);
    await list(neighbour).then(
      (time) => times.push(time),
      () => {
        failed += 1;
      },
    );
  }
  return { times, failed };
}

const context = await openTestContext();
process.once("SIGINT", () => context.close().finally(() => process.exit(130)));
console.log(
  `load average at the start: ${loadavg()
    .map((load) => load.toFixed(1))
    .join(" ")}`,
);
const create = () => createSandbox(context, { kind: "grading", files: [], lifetimeSeconds: 3600 });
const neighbour = await create();
await neighbour.exec(["sh", "-c", "for i in 1 2 3; do docker run -d alpine:3 sleep 3600; done"]);
const rows = [];
try {
  for (const hostility of chosen) {
    const offender = await create();
    try {
      const end = await hostility.begin(offender);
      const { times, failed } = await measure(neighbour);
      await end();
      rows.push({
        "while another sandbox runs": hostility.name,
        calls: times.length,
        failed,
        "median ms": quantile(times, 0.5),
        "p95 ms": quantile(times, 0.95),
        "slowest ms": quantile(times, 1),
      });
      process.stderr.write(`${JSON.stringify(rows.at(-1))}\n`);
    } finally {
      await offender.remove();
    }
  }
} finally {
  await neighbour.remove();
  await context.close();
}
console.table(rows);
