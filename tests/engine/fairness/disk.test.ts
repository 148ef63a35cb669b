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

  test("with a build must be refused further builds until the image is gone", async () => {
    const dockerfile = "FROM alpine:3\\nRUN head -c 90000000 /dev/zero > /f\\n";
    await must(offender, `mkdir -p b && printf '${dockerfile}' > b/Dockerfile && docker build -q -t big b`);
    await context.disk.measure();
    expect(await refused(offender, "docker build -q -t more b")).toContain("MiB of disk");
    await must(offender, "docker image rm big && docker run --rm alpine:3 true");
  });

  test("from the shell must be stopped as well, and keep the sandbox", async () => {
    const writing = offender.exec(["sh", "-c", "dd if=/dev/zero of=/workspace/f bs=1M count=256; sleep 600"]);
    expect((await writing).exitCode).not.toBe(0);
    await expect
      .poll(async () => (await offender.exec(["rm", "-f", "/workspace/f"]).catch(() => undefined))?.exitCode)
      .toBe(0);
    await must(offender, "docker run --rm alpine:3 true");
    await expectServed(neighbour);
  });
});
