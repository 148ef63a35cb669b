import { rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import type { Settings } from "../../lib/config/settings.ts";
import { defaultPool, ensureBridge } from "./bridge.ts";
import { containerdConfig, dockerdConfig } from "./daemon-config.ts";
import { type Daemon, daemonFiles, logTail, runningDaemon, startDaemon, stopDaemon } from "./daemons.ts";
import type { Engine } from "./engine-state.ts";
import { findPrivateEngine } from "./find-private.ts";
import { chooseIptables } from "./iptables.ts";
import { type InstalledPackages, programDirectory } from "./packages.ts";
import { bridgeName, privatePaths } from "./private-paths.ts";
import { ensureRemapUser } from "./remap-user.ts";
import { runtimeConfig } from "./runtime.ts";

const startTimeoutMs = 30_000;

/**
 * Starts what does not run of bridge, containerd and dockerd, and waits until they work together. To be called
 * while the engine's lock is held. @throws with the end of the log of a daemon that does not come up.
 */
export async function bringUp(
  settings: Settings,
  installed: InstalledPackages,
  signal?: AbortSignal,
): Promise<Engine> {
  const directory = settings.engineDirectory;
  const paths = privatePaths(directory);
  const programs = programDirectory(installed);
  await ensureRemapUser();
  if (!(await chooseIptables(programs))) throw new Error("iptables does not work on this kernel");
  const bridge = bridgeName(directory);
  const address = await ensureBridge(bridge, [settings.subnets]);
  const pool = defaultPool(address, settings.subnets);
  await writeFile(paths.containerdConfig, containerdConfig(paths));
  const runtime = await runtimeConfig(settings.runtime);
  const config = dockerdConfig(paths, { programs, bridge, pool, runtime });
  await writeFile(paths.daemonConfig, JSON.stringify(config, null, 2));
  await bringUpContainerd(directory, installed);
  await bringUpDockerd(settings, installed);
  return waitForEngine(settings, signal);
}

async function bringUpContainerd(directory: string, installed: InstalledPackages): Promise<void> {
  const paths = privatePaths(directory);
  const daemon = describe(directory, installed, "containerd", ["--config", paths.containerdConfig]);
  if (await runningDaemon(daemon)) return;
  await rm(paths.containerdSocket, { force: true });
  await rm(`${paths.containerdSocket}.ttrpc`, { force: true });
  await startDaemon(daemon);
}

/** A dockerd that runs but did not answer is hung or half started: it makes room for a new one. */
async function bringUpDockerd(settings: Settings, installed: InstalledPackages): Promise<void> {
  const directory = settings.engineDirectory;
  const paths = privatePaths(directory);
  const daemon = describe(directory, installed, "dockerd", ["--config-file", paths.daemonConfig]);
  // It may only have lost its containerd, to which it connects again by itself.
  if ((await runningDaemon(daemon)) && (await findPrivateEngine(settings))) return;
  if (await runningDaemon(daemon)) await stopDaemon(daemon, 3000);
  await rm(paths.socket, { force: true });
  await rm(paths.pidFile, { force: true });
  await startDaemon(daemon);
}

function describe(
  directory: string,
  installed: InstalledPackages,
  name: Daemon["name"],
  flags: string[],
): Daemon {
  const programs = programDirectory(installed);
  const inherited = process.env.PATH ?? "";
  const environment = {
    PATH: `${programs}:${inherited}:/usr/sbin:/usr/bin:/sbin:/bin`,
    ...(name === "dockerd" && { GOMAXPROCS: String(daemonThreads()) }),
    ...proxyEnvironment(),
  };
  return {
    name,
    command: [path.join(programs, name), ...flags],
    environment,
    ...daemonFiles(directory, name),
  };
}

/**
 * A container that prints without end keeps one thread of dockerd busy, and Go lets each of them have its processor for
 * 10 ms before a request gets a turn. With a thread for each of them it is the kernel that shares the processors out,
 * and whoever waited comes first: a neighbour's `docker ps` beside such a flood takes a fifth of the time.
 */
function daemonThreads(): number {
  return Math.max(32, 4 * availableParallelism());
}

/** What an operator set so that pulls work from behind a proxy. */
function proxyEnvironment(): Record<string, string> {
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

async function waitForEngine(settings: Settings, signal?: AbortSignal): Promise<Engine> {
  const deadline = Date.now() + startTimeoutMs;
  const dockerd = daemonFiles(settings.engineDirectory, "dockerd");
  const containerd = daemonFiles(settings.engineDirectory, "containerd");
  for (;;) {
    signal?.throwIfAborted();
    const engine = await findPrivateEngine(settings);
    if (engine && (await hasContainerd(engine))) return engine;
    for (const files of [containerd, dockerd]) {
      if (!(await runningDaemon(files))) throw new Error(await logTail(files.logFile));
    }
    if (Date.now() > deadline) throw new Error(`no answer in time\n${await logTail(dockerd.logFile)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** dockerd names its containerd among its parts only while the two are connected. */
async function hasContainerd({ docker }: Engine): Promise<boolean> {
  const version = await docker.version().catch(() => undefined);
  return version?.Components?.some((component) => component.Name === "containerd") ?? false;
}
