import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSettings, type Settings } from "../../lib/config/settings.ts";
import { waitForExit } from "../../lib/process/identity.ts";
import { engineWorks } from "../../sandbox-runner/engine/alive.ts";
import { connect } from "../../sandbox-runner/engine/client.ts";
import { daemonFiles, runningDaemon } from "../../sandbox-runner/engine/daemons.ts";
import { detectEngine, ensureEngine, releaseEngine } from "../../sandbox-runner/engine/engine.ts";
import { findPrivateEngine } from "../../sandbox-runner/engine/find-private.ts";
import { readInstalled } from "../../sandbox-runner/engine/packages.ts";
import { privatePaths } from "../../sandbox-runner/engine/private-paths.ts";
import { runCommand } from "../../sandbox-runner/engine/run-command.ts";
import { loadCatalogue } from "../../sandbox-runner/images/catalogue.ts";
import { prepareImages } from "../../sandbox-runner/images/prepare.ts";

/**
 * A second private engine, in a network namespace of its own because engines share the firewall's chains.
 * It borrows the packages and an image of the machine's engine.
 */
const shared = readSettings({ ...process.env, COMPOSELAB_ENGINE: "private" });
const namespace = `composelab-test-${process.pid}`;
const image = "composelab/busybox:latest";
const children: ChildProcess[] = [];
let settings: Settings;
let docker: Docker;

describe.skipIf(process.getuid?.() !== 0)("the private engine", () => {
  beforeAll(async () => {
    const machine = await ensureEngine(shared, () => undefined);
    if (machine.state !== "ready") throw new Error(JSON.stringify(machine.reason));
    const catalogue = await loadCatalogue(shared.contentDirectory);
    await prepareImages({
      ...machine,
      catalogue,
      settings: shared,
      only: ["busybox"],
      report: () => undefined,
    });
    const dataDirectory = await mkdtemp(path.join(tmpdir(), "composelab-engine-"));
    settings = readSettings({ COMPOSELAB_DATA_DIR: dataDirectory, COMPOSELAB_ENGINE: "private" });
    await borrowPackages();
    await runCommand(["ip", "netns", "add", namespace]);
    await runCommand(["ip", "-n", namespace, "link", "set", "lo", "up"]);
    expect(await user()).toMatchObject({ state: "ready" });
    docker = connect(privatePaths(settings.engineDirectory).socket);
    await docker.loadImage(await machine.engine.docker.getImage(image).get());
    await leave();
  });

  afterAll(async () => {
    await leave();
    await runCommand(["ip", "netns", "delete", namespace]);
    await releaseEngine(shared);
    await rm(settings.dataDirectory, { recursive: true, force: true });
  });

  test("must be started once by two processes that ask at the same time", async () => {
    const [first, second] = await Promise.all([user(), user()]);
    expect([first.state, second.state]).toEqual(["ready", "ready"]);
    expect(await daemons()).toEqual(["containerd", "dockerd"]);
  });

  test("must come back after kill -9 of dockerd, with its containers still running", async () => {
    const container = await runForever();
    await kill("dockerd");
    await rm(privatePaths(settings.engineDirectory).lock, { force: true });
    await writeFile(privatePaths(settings.engineDirectory).lock, "999999-1");
    expect((await user()).state).toBe("ready");
    const { State } = await docker.getContainer(container).inspect();
    expect(State.Running).toBe(true);
    await docker.getContainer(container).remove({ force: true });
  });

  test("must be known not to work without containerd, and come back", async () => {
    await kill("containerd");
    const engine = await findPrivateEngine(settings);
    expect(engine && (await engineWorks(engine, settings))).toBe(false);
    expect((await user()).state).toBe("ready");
    await docker.getContainer(await runForever()).remove({ force: true });
    expect(await daemons()).toEqual(["containerd", "dockerd"]);
  });

  test("must come back after kill -9 of everything, the containers' shims as well", async () => {
    const container = await runForever();
    await kill("dockerd");
    await kill("containerd");
    for (const pid of await processesOf("containerd-shim")) process.kill(pid, "SIGKILL");
    expect((await user()).state).toBe("ready");
    // The engine answers before it has looked after all the containers that it had.
    await expect
      .poll(async () => (await docker.getContainer(container).inspect()).State.Running, { timeout: 20_000 })
      .toBe(false);
    await docker.getContainer(container).remove({ force: true });
    await docker.getContainer(await runForever()).remove({ force: true });
  });

  test("must be stopped cleanly also when dockerd was killed and its containers were not", async () => {
    await runForever();
    await kill("dockerd");
    await leave();
    expect(await daemons()).toEqual([]);
    expect(await processesOf("containerd-shim")).toEqual([]);
    expect(await readFile("/proc/self/mounts", "utf8")).not.toContain(settings.engineDirectory);
    expect((await user()).state).toBe("ready");
  });

  test("must be stopped by its last user, with its containers, and not before", async () => {
    await runForever();
    const last = children.pop();
    await leave();
    expect(await daemons()).toEqual(["containerd", "dockerd"]);
    if (last) children.push(last);
    await leave();
    expect(await daemons()).toEqual([]);
    expect(await processesOf("containerd-shim")).toEqual([]);
    expect(await detectEngine(settings)).toMatchObject({ reason: { code: "engine.private-not-running" } });
  });
});

async function borrowPackages(): Promise<void> {
  const installed = await readInstalled(shared.engineDirectory);
  if (!installed) throw new Error("the machine's private engine is not installed");
  const own = settings.engineDirectory;
  await runCommand(["mkdir", "-p", own]);
  await symlink(installed.root, path.join(own, installed.folder));
  await cp(path.join(shared.engineDirectory, "packages.json"), path.join(own, "packages.json"));
}

/** Starts a process that uses the engine, and waits for what it says. */
async function user(): Promise<{ state: string; version: string; codes: string[] }> {
  const program = path.join(import.meta.dirname, "engine-child.ts");
  const environment = { COMPOSELAB_DATA_DIR: settings.dataDirectory, COMPOSELAB_ENGINE: "private" };
  const child = spawn("nsenter", [`--net=/run/netns/${namespace}`, process.execPath, program], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...environment, COMPOSELAB_ENGINE_DIR: "", DOCKER_HOST: "" },
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error("the process ended without a word");
}

/** All users let the engine go. */
async function leave(): Promise<void> {
  for (const child of children.splice(0)) {
    child.stdin?.end();
    if (child.exitCode === null) await once(child, "exit");
  }
}

async function runForever(): Promise<string> {
  const container = await docker.createContainer({
    Image: image,
    Cmd: ["sleep", "1000"],
    HostConfig: { RestartPolicy: { Name: "no" } },
  });
  await container.start();
  return container.id;
}

async function kill(name: "dockerd" | "containerd"): Promise<void> {
  const identity = await runningDaemon(daemonFiles(settings.engineDirectory, name));
  if (!identity) throw new Error(`${name} does not run`);
  process.kill(Number(identity.split("-")[0]), "SIGKILL");
  await waitForExit(identity, 5000);
}

/** Processes whose command line names this test's engine. */
async function processesOf(program: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await readdir("/proc")) {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    const [first = ""] = command.split("\0");
    if (path.basename(first).startsWith(program) && command.includes(settings.engineDirectory)) {
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
