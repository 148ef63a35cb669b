import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type Docker from "dockerode";
import { readSettings, type Settings } from "../../lib/config/settings.ts";
import { waitForExit } from "../../lib/process/identity.ts";
import { connect } from "../../sandbox-runner/engine/client.ts";
import { daemonFiles, runningDaemon } from "../../sandbox-runner/engine/daemons.ts";
import { ensureEngine, releaseEngine } from "../../sandbox-runner/engine/engine.ts";
import { readInstalled } from "../../sandbox-runner/engine/packages.ts";
import { privatePaths } from "../../sandbox-runner/engine/private-paths.ts";
import { runCommand } from "../../sandbox-runner/engine/run-command.ts";
import { loadCatalogue } from "../../sandbox-runner/images/catalogue.ts";
import { prepareImages } from "../../sandbox-runner/images/prepare.ts";

/** What a private engine says of itself to a process that uses it. */
type EngineWord = { state: string; version: string; codes: string[] };

/**
 * A second private engine whose daemons may be killed, in a network namespace of its own because engines share
 * the firewall's chains. It borrows the packages and some images of the machine's engine.
 */
export type BorrowedEngine = {
  settings: Settings;
  docker: Docker;
  /** How a program is started in the engine's network. */
  inside: [program: string, ...options: string[]];
  environment: Record<string, string>;
  /** Where what listens in the engine's network is reached from here, as another machine's would be. */
  address: string;
  /** Starts a process that uses the engine, and waits for what it says. */
  use(): Promise<EngineWord>;
  /** All of those processes let the engine go; but for so many of the last ones. */
  leave(but?: number): Promise<void>;
  kill(name: "dockerd" | "containerd"): Promise<void>;
  close(): Promise<void>;
};

let count = 0;

/** @param extra more of the environment that its settings are read from */
export async function borrowEngine(
  images: { id: string; reference: string }[],
  extra: Record<string, string> = {},
): Promise<BorrowedEngine> {
  const shared = readSettings({ ...process.env, COMPOSELAB_ENGINE: "private" });
  const machine = await ensureEngine(shared, () => undefined);
  if (machine.state !== "ready") throw new Error(JSON.stringify(machine.reason));
  const catalogue = await loadCatalogue(shared.contentDirectory);
  const only = images.map(({ id }) => id);
  await prepareImages({ ...machine, catalogue, settings: shared, only, report: () => undefined });

  const dataDirectory = await mkdtemp(path.join(tmpdir(), "composelab-engine-"));
  const environment = {
    COMPOSELAB_DATA_DIR: dataDirectory,
    COMPOSELAB_ENGINE: "private",
    COMPOSELAB_ENGINE_DIR: "",
    DOCKER_HOST: "",
    ...extra,
  };
  const settings = readSettings(environment);
  await borrowPackages(shared.engineDirectory, settings.engineDirectory);
  const namespace = `composelab-test-${process.pid}-${count++}`;
  await runCommand(["ip", "netns", "add", namespace]);
  await runCommand(["ip", "-n", namespace, "link", "set", "lo", "up"]);
  const address = await connectNamespace(namespace, count);
  const inside: BorrowedEngine["inside"] = ["nsenter", `--net=/run/netns/${namespace}`];

  const users: ChildProcess[] = [];
  const leave = async (but = 0) => {
    for (const child of users.splice(0, users.length - but)) {
      child.stdin?.end();
      if (child.exitCode === null) await once(child, "exit");
    }
  };
  const use = async (): Promise<EngineWord> => {
    const [program, ...options] = inside;
    const child = spawn(
      program,
      [...options, process.execPath, path.join(import.meta.dirname, "engine-child.ts")],
      {
        stdio: ["pipe", "pipe", "inherit"],
        env: { ...process.env, ...environment },
      },
    );
    users.push(child);
    for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
    throw new Error("the process ended without a word");
  };
  const close = async () => {
    await leave();
    await runCommand(["ip", "netns", "delete", namespace]);
    await releaseEngine(shared);
    await rm(dataDirectory, { recursive: true, force: true });
  };
  const word = await use();
  if (word.state !== "ready") throw new Error(word.version);
  const docker = connect(privatePaths(settings.engineDirectory).socket);
  for (const { reference } of images)
    await docker.loadImage(await machine.engine.docker.getImage(reference).get());
  return {
    settings,
    docker,
    inside,
    environment,
    address,
    use,
    leave,
    kill: (name) => killDaemon(settings, name),
    close,
  };
}

/** A cable between this network and that of the namespace; it goes with the namespace. @returns the far end's address */
async function connectNamespace(namespace: string, number: number): Promise<string> {
  const link = `cl-${process.pid}-${number}`;
  const subnet = (process.pid * 8 + number) % 2 ** 14;
  const address = (host: number) => `198.18.${subnet >> 6}.${((subnet & 63) << 2) + host}`;
  await runCommand(["ip", "link", "add", link, "type", "veth", "peer", "name", "lab0", "netns", namespace]);
  await runCommand(["ip", "address", "add", `${address(1)}/30`, "dev", link]);
  await runCommand(["ip", "link", "set", link, "up"]);
  await runCommand(["ip", "-n", namespace, "address", "add", `${address(2)}/30`, "dev", "lab0"]);
  await runCommand(["ip", "-n", namespace, "link", "set", "lab0", "up"]);
  return address(2);
}

async function borrowPackages(from: string, to: string): Promise<void> {
  const installed = await readInstalled(from);
  if (!installed) throw new Error("the machine's private engine is not installed");
  await mkdir(to, { recursive: true });
  await symlink(installed.root, path.join(to, installed.folder));
  await cp(path.join(from, "packages.json"), path.join(to, "packages.json"));
}

async function killDaemon(settings: Settings, name: "dockerd" | "containerd"): Promise<void> {
  const identity = await runningDaemon(daemonFiles(settings.engineDirectory, name));
  if (!identity) throw new Error(`${name} does not run`);
  process.kill(Number(identity.split("-")[0]), "SIGKILL");
  await waitForExit(identity, 5000);
}
