import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { RunnerContext } from "../../../sandbox-runner/context.ts";
import { createSandbox } from "../../../sandbox-runner/sandbox/create.ts";
import type { Sandbox } from "../../../sandbox-runner/sandbox/sandbox.ts";
import { measureUsage } from "../../../sandbox-runner/sandbox/usage.ts";
import * as hostile from "../../fixtures/hostile.ts";
import { openTestContext } from "../harness.ts";
import { call, expectServed, must, refused } from "./neighbours.ts";

const mebibyte = 1024 * 1024;
let context: RunnerContext & { close(): Promise<void> };
let offender: Sandbox;
let neighbour: Sandbox;

beforeAll(async () => {
  context = await openTestContext();
  const options = { kind: "grading" as const, files: [], lifetimeSeconds: 600 };
  // Smaller than usual: the machine is not only this test's.
  const limits = { memory: 512 * mebibyte, pids: 1000, nanoCpus: 1e9, buildSeconds: 4 };
  [offender, neighbour] = await Promise.all([
    createSandbox(context, { ...options, limits }),
    createSandbox(context, options),
  ]);
  await must(neighbour, "docker run -d --name calm alpine:3 sleep 600");
});

afterEach(() => hostile.removeContainers(offender));

afterAll(async () => {
  await Promise.all([offender?.remove(), neighbour?.remove()]);
  await context.close();
});

const usage = async () => (await measureUsage(context)).find(({ identity }) => identity.id === offender.id);

async function during(hostility: hostile.Hostility, look: () => Promise<void>): Promise<void> {
  const end = await hostility.begin(offender);
  try {
    await look();
    await expectServed(neighbour);
  } finally {
    await end();
  }
}

/** Where this machine lets sandboxes have groups, a container that floods its log gets next to no processor time. */
async function expectHeldBack(id: string): Promise<void> {
  const { CgroupParent } = (await context.engine.docker.getContainer(id).inspect()).HostConfig;
  if (!CgroupParent) return;
  const read = (...file: string[]) => readFile(join("/sys/fs/cgroup", ...file), "utf8").catch(() => "");
  const allowed = async () =>
    (await read("cpu", CgroupParent, id, "cpu.cfs_quota_us")) || (await read(CgroupParent, id, "cpu.max"));
  await expect.poll(allowed, { timeout: 60_000 }).toMatch(/^1000\b/);
}

describe("in one sandbox, while another one is served,", () => {
  test("a fork bomb must stay within its containers' processes", async () => {
    await during(hostile.forkBomb, async () => {
      await expect.poll(async () => (await usage())?.pids.used ?? 0).toBeGreaterThan(90);
      // Two containers of a hundred, and the toolbox.
      expect((await usage())?.pids.used).toBeLessThanOrEqual(2 * 100 + 256);
      await must(neighbour, "docker exec calm true");
    });
    expect(await refused(offender, "docker run -d -m 48m --pids-limit 1001 alpine:3 true")).toContain(
      "1001 processes",
    );
  });

  test("a memory hog must be killed by its own limit, and the sum of all be bounded", async () => {
    await during(hostile.memoryHog, async () => {
      const killed = () =>
        must(offender, "docker inspect -f '{{.State.OOMKilled}} {{.RestartCount}}' $(docker ps -lq)");
      await expect.poll(killed, { timeout: 30_000 }).toMatch(/true|[1-9]/);
      expect(await refused(offender, "docker run -d -m 400m alpine:3 true")).toMatch(
        /400 MiB of memory does not fit .* 192 MiB of 512 MiB are in use, 320 MiB are left/,
      );
    });
  });

  test("processors must be shared", async () => {
    await during(hostile.processorHog, async () => {
      await must(neighbour, "docker run --rm alpine:3 true");
    });
    expect(await refused(offender, "docker run --rm -m 48m --cpus 1.5 alpine:3 true")).toContain(
      "more than the 1 that this sandbox has",
    );
  });

  test("a flood of logs must not keep more than their share of the disk", async () => {
    await during(hostile.logFlood, async () => {
      const [container] = await context.engine.docker.listContainers({ filters: offender.dockerFilters });
      const { LogPath } = await context.engine.docker.getContainer(container?.Id ?? "").inspect();
      const files = async () => {
        const names = await readdir(dirname(LogPath));
        const logs = names.filter((name) => name.startsWith(basename(LogPath)));
        const sizes = logs.map((name) => stat(join(dirname(LogPath), name)).then(({ size }) => size));
        return (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
      };
      await expect.poll(files, { timeout: 30_000 }).toBeGreaterThan(mebibyte);
      for (let looked = 0; looked < 50; looked += 1) expect(await files()).toBeLessThan(40 * mebibyte);
      await expectHeldBack(container?.Id ?? "");
    });
  });

  test("containers that end and restart for ever must do so less and less often", async () => {
    const began = performance.now();
    await during(hostile.restartStorm, async () => {
      const count = () =>
        must(offender, "docker inspect -f '{{.RestartCount}}' $(docker ps -alq)").then(Number);
      await expect.poll(count, { timeout: 30_000 }).toBeGreaterThan(3);
      const restarts = await count();
      // The engine waits 100 ms before the first restart, and each time twice as long.
      expect(performance.now() - began).toBeGreaterThan(100 * (2 ** (restarts - 1) - 1));
    });
  });

  test("health checks beyond the budget must be refused", async () => {
    await during(hostile.healthStorm, async () => {
      const more = "docker run -d -m 48m --health-cmd true --health-interval 100ms alpine:3 sleep 600";
      expect(await refused(offender, more)).toMatch(/10 times a second .* 20 of 24 are in use, 4 are left/);
      expect(await refused(offender, more.replace("100ms", "1ms"))).toContain("shorter than 100 ms");
    });
  });

  test("a flood of requests must be let through at its pace", async () => {
    const requests = () => context.served.get(offender.id)?.traffic().requests ?? 0;
    const before = { requests: requests(), at: performance.now() };
    await during(hostile.requestFlood, async () => {
      await expect.poll(() => requests() - before.requests, { timeout: 30_000 }).toBeGreaterThan(300);
    });
    const seconds = (performance.now() - before.at) / 1000;
    expect(requests() - before.requests).toBeLessThanOrEqual(200 * (seconds + 1) + 1);
  });

  test("ten thousand idle streams must not be held, and its own student still be served", async () => {
    await during(hostile.idleStreams, async () => {
      const connections = () => context.served.get(offender.id)?.traffic().connections ?? 0;
      await expect.poll(connections, { timeout: 30_000 }).toBe(256);
      expect((await call(offender, "/v1.45/containers/json")).status).toBe(200);
      expect(connections()).toBeLessThanOrEqual(256);
    });
  });

  test("slow clients and containers in a hurry must keep nobody waiting", async () => {
    await during(hostile.slowClients, () => expectServed(neighbour, 5));
    await during(hostile.startFloodOfContainers, () => expectServed(neighbour, 5));
  });

  test("a build must be held to time and memory", async () => {
    const build = (run: string) =>
      refused(
        offender,
        `mkdir -p b && printf 'FROM alpine:3\\nRUN ${run}\\n' > b/Dockerfile && docker build b`,
      );
    expect(await build("sleep 100")).toContain("a build may take 4 seconds");
    expect(await build("tail /dev/zero")).toMatch(/returned a non-zero code: 137|may take 4 seconds/);
    await expectServed(neighbour, 5);
  });
});
