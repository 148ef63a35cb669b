import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engineWorks } from "../../sandbox-runner/engine/alive.ts";
import { detectEngine } from "../../sandbox-runner/engine/engine.ts";
import { findPrivateEngine } from "../../sandbox-runner/engine/find-private.ts";
import { privatePaths } from "../../sandbox-runner/engine/private-paths.ts";
import { type BorrowedEngine, borrowEngine } from "./borrowed-engine.ts";

const image = "composelab/busybox:latest";
let engine: BorrowedEngine;

describe.skipIf(process.getuid?.() !== 0)("the private engine", () => {
  beforeAll(async () => {
    engine = await borrowEngine([{ id: "busybox", reference: image }]);
    await engine.leave();
  });

  afterAll(async () => {
    await engine.close();
  });

  test("must be started once by two processes that ask at the same time", async () => {
    const [first, second] = await Promise.all([engine.use(), engine.use()]);
    expect([first.state, second.state]).toEqual(["ready", "ready"]);
    expect(await daemons()).toEqual(["containerd", "dockerd"]);
  });

  test("must come back after kill -9 of dockerd, with its containers still running", async () => {
    const container = await runForever();
    await engine.kill("dockerd");
    await rm(privatePaths(engine.settings.engineDirectory).lock, { force: true });
    await writeFile(privatePaths(engine.settings.engineDirectory).lock, "999999-1");
    expect((await engine.use()).state).toBe("ready");
    const { State } = await engine.docker.getContainer(container).inspect();
    expect(State.Running).toBe(true);
    await engine.docker.getContainer(container).remove({ force: true });
  });

  test("must be known not to work without containerd, and come back", async () => {
    await engine.kill("containerd");
    const found = await findPrivateEngine(engine.settings);
    expect(found && (await engineWorks(found, engine.settings))).toBe(false);
    expect((await engine.use()).state).toBe("ready");
    await engine.docker.getContainer(await runForever()).remove({ force: true });
    expect(await daemons()).toEqual(["containerd", "dockerd"]);
  });

  test("must come back after kill -9 of everything, the containers' shims as well", async () => {
    const container = await runForever();
    await engine.kill("dockerd");
    await engine.kill("containerd");
    for (const pid of await processesOf("containerd-shim")) process.kill(pid, "SIGKILL");
    expect((await engine.use()).state).toBe("ready");
    // The engine answers before it has looked after all the containers that it had.
    await expect
      .poll(async () => (await engine.docker.getContainer(container).inspect()).State.Running, {
        timeout: 20_000,
      })
      .toBe(false);
    await engine.docker.getContainer(container).remove({ force: true });
    await engine.docker.getContainer(await runForever()).remove({ force: true });
  });

  test("must be stopped cleanly also when dockerd was killed and its containers were not", async () => {
    await runForever();
    await engine.kill("dockerd");
    await engine.leave();
    expect(await daemons()).toEqual([]);
    expect(await processesOf("containerd-shim")).toEqual([]);
    expect(await readFile("/proc/self/mounts", "utf8")).not.toContain(engine.settings.engineDirectory);
    expect((await engine.use()).state).toBe("ready");
  });

  test("must be stopped by its last user, with its containers, and not before", async () => {
    await runForever();
    await engine.use();
    await engine.leave(1);
    expect(await daemons()).toEqual(["containerd", "dockerd"]);
    await engine.leave();
    expect(await daemons()).toEqual([]);
    expect(await processesOf("containerd-shim")).toEqual([]);
    expect(await detectEngine(engine.settings)).toMatchObject({
      reason: { code: "engine.private-not-running" },
    });
  });
});

async function runForever(): Promise<string> {
  const container = await engine.docker.createContainer({
    Image: image,
    Cmd: ["sleep", "1000"],
    HostConfig: { RestartPolicy: { Name: "no" } },
  });
  await container.start();
  return container.id;
}

/** Processes whose command line names this test's engine. */
async function processesOf(program: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await readdir("/proc")) {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    const [first = ""] = command.split("\0");
    if (path.basename(first).startsWith(program) && command.includes(engine.settings.engineDirectory)) {
      found.push(Number(pid));
    }
  }
  return found;
}

async function daemons(): Promise<string[]> {
  const counted = [];
  for (const name of ["containerd", "dockerd"]) {
    const all = await processesOf(name);
    const exact =
      name === "containerd" ? all.length - (await processesOf("containerd-shim")).length : all.length;
    counted.push(...Array<string>(exact).fill(name));
  }
  return counted;
}
