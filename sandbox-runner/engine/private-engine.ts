import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Settings } from "../../lib/config/settings.ts";
import { message } from "../../lib/i18n/message.ts";
import { engineWorks } from "./alive.ts";
import { bridgeCidr, defaultPool, ensureBridge, removeBridge } from "./bridge.ts";
import { askEngine, bridgeAddressOf } from "./client.ts";
import { containerdConfig, dockerdConfig } from "./daemon-config.ts";
import {
  type Daemon,
  daemonFiles,
  logTail,
  runningDaemon,
  startDaemon,
  stopDaemon,
  trySignal,
} from "./daemons.ts";
import { removeEgress } from "./egress.ts";
import type { Engine, EngineState, ReportProgress } from "./engine.ts";
import { readHost } from "./host.ts";
import { chooseIptables } from "./iptables.ts";
import { withLock } from "./lock.ts";
import { otherEngines } from "./other-engines.ts";
import { type InstalledPackages, installPackages, programDirectory, readInstalled } from "./packages.ts";
import { bridgeName, privatePaths } from "./private-paths.ts";
import { mayInstallPrivateEngine } from "./private-plan.ts";
import { ensureRemapUser } from "./remap-user.ts";
import { liveUsers } from "./users.ts";

const startTimeoutMs = 30_000;
const stopGraceMs = 20_000;

/** The private engine if it runs and answers. */
export async function findPrivateEngine(settings: Settings): Promise<Engine | undefined> {
  const { socket } = privatePaths(settings.engineDirectory);
  const answer = await askEngine(socket).catch(() => undefined);
  if (!answer) return undefined;
  return {
    mode: "private",
    socketPath: socket,
    docker: answer.docker,
    version: answer.version,
    apiVersion: answer.apiVersion,
    bridgeAddress: await bridgeAddressOf(answer.docker),
    rootless: false,
  };
}

async function findWorkingEngine(settings: Settings): Promise<Engine | undefined> {
  const engine = await findPrivateEngine(settings);
  return engine && (await engineWorks(engine, settings)) ? engine : undefined;
}

/**
 * Installs what is missing, starts what does not run, and leaves alone what does. One process at a time:
 * the others wait and then find it running.
 */
export async function startPrivateEngine(
  settings: Settings,
  report: ReportProgress,
  signal?: AbortSignal,
): Promise<EngineState> {
  const running = await findWorkingEngine(settings);
  if (running) return { state: "ready", engine: running };
  const { lock, logs } = privatePaths(settings.engineDirectory);
  await mkdir(settings.engineDirectory, { recursive: true });
  // Containers' root is not this host's root: it has to pass through to its volumes and sockets.
  await chmod(settings.engineDirectory, 0o711);
  try {
    return await withLock(lock, () => startLocked(settings, report, signal), signal);
  } catch (error) {
    signal?.throwIfAborted();
    const detail = error instanceof Error ? error.message : String(error);
    return {
      state: "missing",
      reason: message("engine.private-failed", { detail }),
      remedies: [message("engine.remedy-logs", { directory: logs })],
    };
  }
}

async function startLocked(
  settings: Settings,
  report: ReportProgress,
  signal?: AbortSignal,
): Promise<EngineState> {
  const already = await findWorkingEngine(settings);
  if (already) return { state: "ready", engine: already };
  const directory = settings.engineDirectory;
  const paths = privatePaths(directory);
  await forgetEarlierBoot(directory);
  for (const folder of [paths.run, paths.logs, paths.dataRoot])
    await mkdir(folder, { recursive: true, mode: 0o711 });

  const host = await readHost();
  const decision = mayInstallPrivateEngine(host);
  if (!decision.possible) return { state: "missing", reason: decision.reason, remedies: decision.remedies };
  const installed = await installPackages(directory, host, decision.plan, report, signal);

  const rival = await makeRoom(settings);
  if (rival) return rival;
  report(message("engine.starting"), 0.85);
  const programs = programDirectory(installed);
  await ensureRemapUser();
  if (!(await chooseIptables(programs))) throw new Error("iptables does not work on this kernel");
  const bridge = bridgeName(directory);
  const address = await ensureBridge(bridge, [settings.subnets]);
  const pool = defaultPool(address, settings.subnets);
  await writeFile(paths.containerdConfig, containerdConfig(paths));
  const config = dockerdConfig(paths, { programs, bridge, pool, liveRestore: true });
  await writeFile(paths.daemonConfig, JSON.stringify(config, null, 2));

  await bringUpContainerd(directory, installed);
  await bringUpDockerd(settings, installed);
  const engine = await waitForEngine(settings, signal);
  report(message("engine.started", { version: engine.version }), 1);
  return { state: "ready", engine };
}

/**
 * Two engines in one network namespace take each other's firewall chains. Another installation's private engine
 * that nobody uses any more is stopped; any other engine stays, and ours does not start.
 */
async function makeRoom(settings: Settings): Promise<EngineState | undefined> {
  const own = await runningDaemon(daemonFiles(settings.engineDirectory, "dockerd"));
  for (const { engineDirectory, identity } of await otherEngines(own)) {
    if (engineDirectory && (await liveUsers(engineDirectory)).length === 0) {
      await stopPrivateEngine({ ...settings, engineDirectory });
      continue;
    }
    const reason = engineDirectory
      ? message("engine.other-private-engine", { directory: engineDirectory })
      : message("engine.other-engine", { pid: identity.split("-")[0] ?? "" });
    const remedy = engineDirectory
      ? message("engine.remedy-share", { directory: engineDirectory })
      : message("engine.remedy-other");
    return { state: "missing", reason, remedies: [remedy] };
  }
  return undefined;
}

/** After a reboot nothing of the run state is true any more: pids, sockets, mounts. */
async function forgetEarlierBoot(directory: string): Promise<void> {
  const paths = privatePaths(directory);
  const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  const marked = await readFile(paths.bootMark, "utf8").catch(() => undefined);
  if (marked === boot) return;
  await rm(paths.run, { recursive: true, force: true });
  await mkdir(paths.run, { recursive: true, mode: 0o711 });
  await writeFile(paths.bootMark, boot);
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
    ...proxyEnvironment(),
  };
  return {
    name,
    command: [path.join(programs, name), ...flags],
    environment,
    ...daemonFiles(directory, name),
  };
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
    if (engine) return engine;
    for (const files of [containerd, dockerd]) {
      if (!(await runningDaemon(files))) throw new Error(await logTail(files.logFile));
    }
    if (Date.now() > deadline) throw new Error(`no answer in time\n${await logTail(dockerd.logFile)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Stops containers, dockerd and containerd, unless somebody has registered again in the meantime. */
export async function stopPrivateEngine(settings: Settings): Promise<void> {
  const directory = settings.engineDirectory;
  const paths = privatePaths(directory);
  await withLock(paths.lock, async () => {
    if ((await liveUsers(directory)).length > 0) return;
    const dockerd = daemonFiles(directory, "dockerd");
    const engine = await findPrivateEngine(settings);
    const identity = await runningDaemon(dockerd);
    if (identity) await endLiveRestore(settings, Number(identity.split("-")[0]));
    await stopDaemon(dockerd, stopGraceMs);
    await stopDaemon(daemonFiles(directory, "containerd"), stopGraceMs);
    await rm(paths.socket, { force: true });
    if (engine) await removeEgress(engine, settings);
    await removeBridge(bridgeName(directory));
  });
}

/** With live-restore on, containers would outlive the daemon; it is switched off just before the end. */
async function endLiveRestore(settings: Settings, pid: number): Promise<void> {
  const directory = settings.engineDirectory;
  const installed = await readInstalled(directory);
  const bridge = bridgeName(directory);
  const address = await bridgeCidr(bridge);
  if (!installed || !address) return;
  const paths = privatePaths(directory);
  const pool = defaultPool(address, settings.subnets);
  const choices = { programs: programDirectory(installed), bridge, pool, liveRestore: false };
  await writeFile(paths.daemonConfig, JSON.stringify(dockerdConfig(paths, choices), null, 2));
  trySignal(pid, "SIGHUP");
  const deadline = Date.now() + 3000;
  const docker = (await findPrivateEngine(settings))?.docker;
  while (docker && Date.now() < deadline) {
    const info: { LiveRestoreEnabled?: boolean } = await docker.info();
    if (!info.LiveRestoreEnabled) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
