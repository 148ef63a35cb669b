import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunnerContext } from "../../../sandbox-runner/context.ts";
import { createSandbox } from "../../../sandbox-runner/sandbox/create.ts";
import type { Sandbox } from "../../../sandbox-runner/sandbox/sandbox.ts";
import { openTestContext } from "../harness.ts";
import { expectServed, must, refused } from "./neighbours.ts";

const mebibyte = 1024 * 1024;
let context: RunnerContext & { close(): Promise<void> };
let offender: Sandbox;
let neighbour: Sandbox;

beforeAll(async () => {
  context = await openTestContext();
  const options = { kind: "grading" as const, files: [], lifetimeSeconds: 600 };
  [offender, neighbour] = await Promise.all([
    createSandbox(context, { ...options, limits: { disk: 64 * mebibyte } }),
    createSandbox(context, options),
  ]);
  await must(neighbour, "docker run -d --name calm alpine:3 sleep 600");
});

afterAll(async () => {
  await Promise.all([offender?.remove(), neighbour?.remove()]);
  await context.close();
});

const state = (name: string) =>
  must(offender, `docker inspect -f '{{json .State}}' ${name}`).then(JSON.parse);

/** Writes 256 MiB and then waits: it would end by itself where nobody stops it. */
const fill = (path: string) => `sh -c 'dd if=/dev/zero of=${path} bs=1M count=256 2>/dev/null; sleep 600'`;

describe("who fills the disk", () => {
  test("in a container's own layer must be stopped, be told why, and start nothing more until there is room", async () => {
    await must(offender, "docker run -d --name quiet alpine:3 sleep 600");
    await must(offender, `docker run -d --name layer --restart always alpine:3 ${fill("/f")}`);
    await expect.poll(async () => (await state("layer")).Running, { timeout: 60_000 }).toBe(false);
    expect((await state("layer")).Error).toMatch(
      /stopped this container because it went on writing: .* of the 64 MiB/,
    );
    // Who wrote nothing goes on.
    expect((await state("quiet")).Running).toBe(true);
    expect(await refused(offender, "docker run -d alpine:3 true")).toMatch(
      /uses \d+ MiB of the 64 MiB of disk .* 0 MiB are left/,
    );
    expect(await refused(offender, "docker start layer")).toContain("MiB of disk");
    expect(await refused(offender, "docker volume create more")).toContain("MiB of disk");
    expect(await refused(offender, "echo hello > f && docker cp f quiet:/f")).toContain("MiB of disk");
    await expectServed(neighbour);
    await must(offender, "docker rm -f layer");
    await must(offender, "docker run --rm alpine:3 true");
  });

  test("in a volume must be stopped", async () => {
    await must(offender, `docker run -d --name volume -v data:/data alpine:3 ${fill("/data/f")}`);
    await expect.poll(async () => (await state("volume")).Running, { timeout: 60_000 }).toBe(false);
    expect(await refused(offender, "docker run -d alpine:3 true")).toContain("MiB of disk");
    await must(offender, "docker rm -f volume && docker volume rm data && docker run --rm alpine:3 true");
  });

  test("with a build must be stopped, and refused further builds until its layers are gone", async () => {
    const steps =
      "i=0; while [ $i -lt 40 ]; do echo RUN head -c 20000000 /dev/zero '>' /f$i; i=$((i+1)); done";
    await must(offender, `mkdir -p b && (echo FROM alpine:3; ${steps}) > b/Dockerfile`);
    expect(await refused(offender, "docker build b")).toMatch(
      /\d+ MiB of the 64 MiB of disk|non-zero code: 137/,
    );
    expect(await refused(offender, "docker build b")).toContain("MiB of disk");
    await must(offender, "docker image prune -f && docker run --rm alpine:3 true");
  });

  test("from the shell must be stopped as well, and keep the sandbox", async () => {
    const writing = offender.exec(["sh", "-c", "dd if=/dev/zero of=/workspace/f bs=1M count=256; sleep 600"]);
    expect((await writing).exitCode).not.toBe(0);
    await expect
      .poll(
        async () => (await offender.exec(["rm", "-f", "/workspace/f"]).catch(() => undefined))?.exitCode,
        { timeout: 30_000 },
      )
      .toBe(0);
    await must(offender, "docker run --rm alpine:3 true");
    await expectServed(neighbour);
  });
});
