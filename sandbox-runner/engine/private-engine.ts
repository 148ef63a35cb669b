import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Settings } from "../../lib/config/settings.ts";
import { message } from "../../lib/i18n/message.ts";
import { withLock } from "../../lib/process/with-lock.ts";
import { removeBridge } from "./bridge.ts";
import { bringUp } from "./bring-up.ts";
import { minimumApiVersion } from "./client.ts";
import { daemonFiles, runningDaemon, stopDaemon } from "./daemons.ts";
import { removeEgress } from "./egress.ts";
import type { Engine, EngineState, ReportProgress } from "./engine-state.ts";
import { findPrivateEngine, findWorkingEngine } from "./find-private.ts";
import { readHost } from "./host.ts";
import { hasContainers, unmountBelow } from "./leftovers.ts";
import { otherEngines } from "./other-engines.ts";
import { installPackages, programDirectory, readInstalled } from "./packages.ts";
import { bridgeName, privatePaths } from "./private-paths.ts";
import { mayInstallPrivateEngine } from "./private-plan.ts";
import { removeStaleBridges } from "./stale-bridges.ts";
import { openTheWay } from "./traversable.ts";
import { liveUsers } from "./users.ts";

const stopGraceMs = 20_000;
const containerGraceSeconds = 2;

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
  const closed = await openTheWay(settings);
  if (closed) {
    const reason = message("engine.closed-directory", { directory: closed });
    return { state: "missing", reason, remedies: [message("engine.remedy-directory")] };
  }
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
  const installed = await installPackages(directory, host, decision.plan, report, signal).catch(
    (error) => error,
  );
  if (installed instanceof Error) return notInstalled(installed, signal);
  const rival = await makeRoom(settings);
  if (rival) return rival;
  report(message("engine.starting"), 0.85);
  try {
    const engine = await bringUp(settings, installed, signal);
    await removeStaleBridges(engine, settings, path.join(programDirectory(installed), "iptables"));
    report(message("engine.started", { version: engine.version }), 1);
    return { state: "ready", engine };
  } catch (error) {
    await stopDaemons(directory);
    throw error;
  }
}

function notInstalled(error: Error, signal?: AbortSignal): EngineState {
  signal?.throwIfAborted();
  const remedies = [
    message("engine.remedy-mirror"),
    message("engine.remedy-install", { minimum: minimumApiVersion }),
  ];
  return { state: "missing", reason: message("engine.packages-failed", { detail: error.message }), remedies };
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

/** Stops containers, dockerd and containerd, unless somebody has registered again in the meantime. */
export async function stopPrivateEngine(settings: Settings): Promise<void> {
  const directory = settings.engineDirectory;
  await withLock(privatePaths(directory).lock, async () => {
    if ((await liveUsers(directory)).length > 0) return;
    const installed = await readInstalled(directory);
    if (!installed) return;
    // Containers of a dead engine can be stopped only by an engine that is alive.
    if ((await hasContainers(directory)) && !(await findWorkingEngine(settings)))
      await bringUp(settings, installed);
    const engine = await findPrivateEngine(settings);
    if (engine) await stopContainers(engine);
    await stopDaemons(directory);
    if (engine) await removeEgress(engine, settings);
    await removeBridge(bridgeName(directory));
  });
}

async function stopDaemons(directory: string): Promise<void> {
  await stopDaemon(daemonFiles(directory, "dockerd"), stopGraceMs);
  await stopDaemon(daemonFiles(directory, "containerd"), stopGraceMs);
  await rm(privatePaths(directory).socket, { force: true });
  // What is still in use is left for the next time.
  await unmountBelow(directory).catch(() => undefined);
}

/** dockerd would wait ten seconds for each that does not listen, and leave them running while live-restore is on. */
async function stopContainers({ docker }: Engine): Promise<void> {
  const running = await docker.listContainers();
  await Promise.allSettled(
    running.map(({ Id }) => docker.getContainer(Id).stop({ t: containerGraceSeconds })),
  );
}
