import type Docker from "dockerode";
import type { ContainerView } from "../../lib/grading/snapshot.ts";
import { unmangle } from "../gate/objects/names.ts";
import { publishedPortsOf } from "../gate/objects/published-ports.ts";
import { endedForGood } from "./ended.ts";
import { composeLabel, isOfService, serviceOf } from "./labels.ts";
import type { RunState } from "./run-state.ts";

const lastLines = 6;
const longestWords = 800;

/** The student's containers as the engine has them now, one-off ones left out, by name. */
export async function inspectContainers(
  run: Pick<RunState, "context" | "sandbox">,
): Promise<Docker.ContainerInspectInfo[]> {
  const { docker } = run.context.engine;
  const listed = await docker.listContainers({ all: true, filters: run.sandbox.dockerFilters });
  const own = listed.filter(({ Labels }) => isOfService(Labels));
  const inspected = await Promise.all(
    own.map(({ Id }) => docker.getContainer(Id).inspect().catch(ignoreMissing)),
  );
  return inspected
    .filter((container) => container !== undefined)
    .sort((one, other) => (one.Name < other.Name ? -1 : 1));
}

export async function viewContainers(run: RunState): Promise<ContainerView[]> {
  const containers = await inspectContainers(run);
  return Promise.all(
    containers.map(async (info) => {
      const addresses = addressesOf(run.sandbox.id, networkOwnerOf(info, containers));
      const imageLayers = await layersOf(run, info.Image);
      const view = { ...viewContainer(run, info), imageLayers, addresses };
      const troubled = !view.running || view.restartCount > 0;
      return troubled ? { ...view, lastWords: await lastWordsOf(run, info) } : view;
    }),
  );
}

/** Keeps what only running containers tell, for later steps: how programs are started, which files were read. */
export function rememberStart(run: RunState, containers: Docker.ContainerInspectInfo[]): void {
  for (const { Config } of containers) {
    const service = serviceOf(Config.Labels, run.projects);
    const files = Config.Labels[composeLabel.files];
    if (files) run.composeFiles = files.split(",").filter((file) => file !== "-");
    if (!service || run.commands.has(service)) continue;
    run.commands.set(service, { entrypoint: asList(Config.Entrypoint), command: Config.Cmd ?? [] });
  }
}

/** The layers of an image, lowest first; an image that is gone has none. */
async function layersOf(run: Pick<RunState, "context" | "imageLayers">, imageId: string): Promise<string[]> {
  const known = run.imageLayers.get(imageId);
  if (known) return known;
  const image = await run.context.engine.docker.getImage(imageId).inspect().catch(ignoreMissing);
  const layers = image?.RootFS.Layers ?? [];
  run.imageLayers.set(imageId, layers);
  return layers;
}

async function lastWordsOf(run: RunState, info: Docker.ContainerInspectInfo): Promise<string> {
  const text = await readLog(run.context.engine.docker, info.Id, { tail: lastLines });
  return text.trim().slice(-longestWords);
}

/** What the engine has kept of a container's output; nothing where its driver keeps nothing that can be read. */
export async function readLog(
  docker: Docker,
  id: string,
  options: { tail?: number; timestamps?: boolean },
): Promise<string> {
  const container = docker.getContainer(id);
  const info = await container.inspect().catch(ignoreMissing);
  if (!info || info.HostConfig.LogConfig?.Type === "none") return "";
  // A container that could not start for its log's settings has no log that could be read.
  const raw = await container
    .logs({ stdout: true, stderr: true, ...options })
    .catch(info.State.Status === "created" ? () => undefined : ignoreMissing);
  if (!raw) return "";
  return info.Config.Tty ? raw.toString("utf8") : demultiplexed(raw);
}

/** https://docs.docker.com/reference/api/engine/ (ContainerAttach, "Stream format"): 8 bytes of head for each piece. */
function demultiplexed(raw: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= raw.length; ) {
    const end = at + 8 + raw.readUInt32BE(at + 4);
    pieces.push(raw.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(pieces).toString("utf8");
}

function viewContainer(
  run: RunState,
  info: Docker.ContainerInspectInfo,
): Omit<ContainerView, "imageLayers" | "addresses"> {
  const { Config, State } = info;
  const test = Config.Healthcheck?.Test ?? [];
  const health = State.Health?.Status;
  const lastCheck = State.Health?.Log?.at(-1);
  return {
    id: info.Id,
    name: unmangle(run.sandbox.id, info.Name) ?? info.Name,
    service: serviceOf(Config.Labels, run.projects) ?? "",
    hostname: Config.Hostname,
    imageId: info.Image,
    running: State.Running && !State.Restarting,
    ...(State.Restarting && { restarting: true }),
    exitCode: State.ExitCode,
    ...(isHealth(health) && { health }),
    ...(test.length > 0 && test[0] !== "NONE" && { healthcheck: test }),
    ...(lastCheck && {
      healthcheckAnswer: `exit code ${lastCheck.ExitCode}\n${lastCheck.Output.trim()}`.slice(0, 500),
    }),
    restartCount: info.RestartCount,
    ...(endedForGood(info) && { endedForGood: true }),
    publishedPorts: publishedPortsOf(Config.Labels).map((port) => port.hostPort || port.containerPort),
  };
}

/** With `network_mode: service:…` a container is reached at the addresses of another. */
function networkOwnerOf(
  info: Docker.ContainerInspectInfo,
  all: Docker.ContainerInspectInfo[],
): Docker.ContainerInspectInfo {
  const owner = /^container:(.+)$/.exec(info.HostConfig.NetworkMode ?? "")?.[1];
  return all.find(({ Id }) => Id === owner) ?? info;
}

function addressesOf(sandboxId: string, info: Docker.ContainerInspectInfo): Record<string, string> {
  const addresses: Record<string, string> = {};
  for (const [name, network] of Object.entries(info.NetworkSettings.Networks)) {
    if (network.IPAddress) addresses[unmangle(sandboxId, name) ?? name] = network.IPAddress;
  }
  return addresses;
}

function isHealth(status: string | undefined): status is NonNullable<ContainerView["health"]> {
  return status === "starting" || status === "healthy" || status === "unhealthy";
}

function asList(value: string | string[] | undefined | null): string[] {
  if (value === undefined || value === null) return [];
  return typeof value === "string" ? [value] : value;
}

/** Whether a container has ended since it was seen with so many restarts, be it that it was started again. */
export async function hasEnded(
  run: Pick<RunState, "context">,
  { id, restartCount }: { id: string; restartCount: number },
): Promise<boolean> {
  const info = await run.context.engine.docker.getContainer(id).inspect().catch(ignoreMissing);
  return !info?.State.Running || info.State.Restarting || info.RestartCount > restartCount;
}

export function ignoreMissing(error: { statusCode?: number }): undefined {
  if (error.statusCode !== 404) throw error;
}
