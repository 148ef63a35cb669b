import { admit, usageOf } from "./budget.ts";
import { containerConfigFields, healthcheckFields } from "./container-config.ts";
import { decideMounts } from "./container-mounts.ts";
import { decideNetworks } from "./container-network.ts";
import { endpointFields, endpointIpamFields } from "./endpoint.ts";
import { describeFields, isZero, type Parsed, readFields } from "./fields.ts";
import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { tenantLabels } from "./gate-sandbox.ts";
import { healthChecksPerSecond } from "./health-rate.ts";
import { hostConfigFields, hostConfigParts } from "./host-config.ts";
import { findImage, type Inventory, type KnownImage } from "./inventory.ts";
import type { Resources } from "./limits.ts";
import { decideLogConfig } from "./log-config.ts";
import { mountFields, mountOptionFields } from "./mount-fields.ts";
import { checkContainerName, generateName, mangle } from "./names.ts";
import { decideExtraHosts, decideNamespace } from "./namespaces.ts";
import { decideNetworkEnvironment } from "./network-environment.ts";
import { decideCapabilities, decideSecurityOptions } from "./privileges.ts";
import { type PublishedPort, portsLabels, readContainerPort, readPublishedPorts } from "./published-ports.ts";
import { asObject } from "./read-answer.ts";
import { engineError, Refusal, refuse } from "./refusal.ts";
import { decideResources, decideShmSize, decideUlimits } from "./resources.ts";
import { studentViewLabels } from "./student-view.ts";

/** What the gate does for one `POST /containers/create`, in the order of the fields from `createDirectories` on. */
export type ContainerCreation = {
  /** The student's name, given or generated. */
  name: string;
  /** Paths below the workspace that are made as directories when they are missing. */
  createDirectories: string[];
  /** Paths below the workspace without which the answer is `bindSourceMissing`. */
  mustExist: string[];
  /** Named volumes that do not exist yet: bodies for `POST /volumes/create`. */
  createVolumes: { engineName: string; body: Json }[];
  /** The sandbox's own `bridge` must exist first. */
  needsDefaultNetwork: boolean;
  query: { name: string; platform?: string };
  body: Json;
  publishes: PublishedPort[];
  resources: Resources;
  /** A second. */
  healthChecks: number;
  anonymousVolumes: number;
};

type Config = Parsed<typeof containerConfigFields>;
type HostConfig = Parsed<typeof hostConfigFields>;
type Context = { sandbox: GateSandbox; inventory: Inventory; random: () => number };

/**
 * Decides a `POST /containers/create` and builds the engine's body anew
 * (Engine API 1.51: ContainerConfig, HostConfig, NetworkingConfig).
 */
export function decideContainerCreate(
  request: { name?: string; platform?: string; body: unknown },
  context: Context,
): ContainerCreation {
  const config = readConfig(request.body);
  const host = isZero(config.HostConfig) ? {} : readFields(config.HostConfig, hostConfigFields, "HostConfig");
  const name = decideName(request.name, context);
  const image = findWrittenImage(config.Image ?? "", context);
  try {
    return build({ ...request, config, host, name, image }, context);
  } catch (error) {
    // To the CLI, 404 says that the image is missing: it would pull it and ask again.
    if (error instanceof Refusal && error.status === 404) throw new Refusal(400, error.message, error.reason);
    throw error;
  }
}

type Request = {
  body: unknown;
  platform?: string;
  config: Config;
  host: HostConfig;
  name: string;
  image: ReturnType<typeof findImage>;
};

function build(request: Request, context: Context): ContainerCreation {
  const { config, host, name, image } = request;
  const { sandbox, inventory } = context;
  const networks = decideNetworks(
    { name, mode: host.NetworkMode ?? "", networking: config.NetworkingConfig, links: host.Links ?? [] },
    context,
  );
  const { plan, tmpfs } = decideMounts(host, config.Volumes ?? [], image, context);
  const { resources, fields } = decideResources(host, defaultResources(sandbox), sandbox.limits);
  const publishes = decidePublishes(config, host, image, networks.mode);
  const volumes = plan.createVolumes.length + plan.anonymousVolumes;
  const healthChecks = healthChecksPerSecond(config.Healthcheck, image.healthcheck);
  const wanted = { containers: 1, volumes, memory: resources.memory, pids: resources.pids, healthChecks };
  admit(usageOf(inventory), wanted, sandbox.limits);

  const hostConfig: Json = {
    ...copyHostConfig(host),
    ...fields,
    ...decideShmSize(host.ShmSize, sandbox.limits),
    ...(host.Ulimits && { Ulimits: decideUlimits(host.Ulimits) }),
    ...decideCapabilities(host.CapAdd ?? [], host.CapDrop ?? []),
    SecurityOpt: decideSecurityOptions(host.SecurityOpt ?? []),
    LogConfig: decideLogConfig(host.LogConfig?.Type ?? "", host.LogConfig?.Config ?? {}, sandbox.limits),
    NetworkMode: networks.mode,
    ...decideNetworkEnvironment(networks.mode, host.Dns ?? [], sandbox),
    Mounts: [...plan.mounts.values()],
    ...(Object.keys(tmpfs).length > 0 && { Tmpfs: tmpfs }),
    ...(host.PidMode && { PidMode: decideNamespace("PidMode", host.PidMode, inventory) }),
    ...(host.IpcMode && { IpcMode: decideNamespace("IpcMode", host.IpcMode, inventory) }),
    ...(host.ExtraHosts && { ExtraHosts: decideExtraHosts(host.ExtraHosts) }),
    ...(sandbox.cgroupParent && { CgroupParent: sandbox.cgroupParent }),
    ...(sandbox.runtime && { Runtime: sandbox.runtime }),
  };
  const labels = {
    ...config.Labels,
    ...tenantLabels(sandbox),
    ...portsLabels(publishes),
    ...studentViewLabels({
      name,
      image: config.Image ?? "",
      host: writtenHostConfig(host, config.HostConfig),
      assigned: fields,
      binds: plan.binds,
    }),
    "composelab.ephemeral-ports": "",
    "composelab.resources": `${resources.memory} ${resources.nanoCpus} ${resources.pids}`,
  };
  return {
    name,
    createDirectories: plan.createDirectories,
    mustExist: plan.mustExist,
    createVolumes: plan.createVolumes,
    needsDefaultNetwork: networks.needsDefaultNetwork,
    query: { name: mangle(sandbox.id, name), ...decidePlatform(request.platform) },
    body: {
      ...copyConfig(config),
      Image: image.engineReference,
      Labels: labels,
      HostConfig: hostConfig,
      NetworkingConfig: { EndpointsConfig: networks.endpoints },
    },
    publishes,
    resources,
    healthChecks,
    anonymousVolumes: plan.anonymousVolumes,
  };
}

function readConfig(body: unknown): Config {
  const config = readFields(body, containerConfigFields);
  const { HostConfig: _host, NetworkingConfig: _networking, ...own } = config;
  if (Object.keys(own).length === 0)
    throw engineError(400, "config cannot be empty in order to create a container");
  return config;
}

/** The engine's error for a bind of type Mount whose source is not there; `path` is below the workspace. */
export function bindSourceMissing(path: string): Refusal {
  const text = `invalid mount config for type "bind": bind source path does not exist: /workspace/${path}`;
  return engineError(400, text);
}

/** Every field of the API objects in a create request, and what the gate does with it. */
export function containerCreateFields(): Record<string, Record<string, "copied" | "rewritten" | "refused">> {
  return {
    ContainerConfig: describeFields(containerConfigFields),
    HostConfig: describeFields(hostConfigFields),
    HealthConfig: describeFields(healthcheckFields),
    LogConfig: describeFields(hostConfigParts.LogConfig),
    RestartPolicy: describeFields(hostConfigParts.RestartPolicy),
    Ulimit: describeFields(hostConfigParts.Ulimit),
    PortBinding: describeFields(hostConfigParts.PortBinding),
    EndpointSettings: describeFields(endpointFields),
    EndpointIPAMConfig: describeFields(endpointIpamFields),
    Mount: describeFields(mountFields),
    BindOptions: describeFields(mountOptionFields.BindOptions),
    VolumeOptions: describeFields(mountOptionFields.VolumeOptions),
    DriverConfig: describeFields(mountOptionFields.DriverConfig),
    TmpfsOptions: describeFields(mountOptionFields.TmpfsOptions),
  };
}

function decideName(given: string | undefined, { random, inventory }: Context): string {
  if (!given) {
    const taken = new Set(inventory.containers.map((container) => container.name));
    let name = generateName(random);
    for (let next = 1; taken.has(name); next++) name = `${generateName(random)}${next}`;
    return name;
  }
  const name = given.replace(/^\//, "");
  checkContainerName(name);
  return name;
}

function findWrittenImage(reference: string, context: Context) {
  if (reference === "") throw engineError(400, "no image specified");
  return findImage(context.inventory, context.sandbox, reference);
}

function decidePlatform(platform: string | undefined): { platform?: string } {
  if (!platform) return {};
  if (!/^[a-z0-9]+(\/[a-z0-9_]+){0,2}$/i.test(platform)) throw refuse("platform", { platform });
  return { platform };
}

function decidePublishes(config: Config, host: HostConfig, image: KnownImage, mode: string): PublishedPort[] {
  const published = readPublishedPorts(host.PortBindings ?? {});
  if (host.PublishAllPorts) {
    for (const key of [...(config.ExposedPorts ?? []), ...image.exposedPorts]) {
      const port = readContainerPort(key);
      const known = published.some((item) => sameTarget(item, port));
      if (!known) published.push({ ...port, hostIp: "", hostPort: 0 });
    }
  }
  if (published.length > 0 && mode.startsWith("container:")) {
    throw engineError(400, "conflicting options: port publishing and the container type network mode");
  }
  return mode === "none" ? [] : published;
}

function sameTarget(a: { containerPort: number; protocol: string }, b: typeof a): boolean {
  return a.containerPort === b.containerPort && a.protocol === b.protocol;
}

function defaultResources({ limits }: GateSandbox): Resources {
  return { memory: limits.containerMemory, nanoCpus: limits.containerNanoCpus, pids: limits.containerPids };
}

function copyConfig(config: Config): Json {
  const built = copy(config, containerConfigFields);
  if (config.ExposedPorts) built.ExposedPorts = emptyObjects(config.ExposedPorts);
  if (config.Volumes) built.Volumes = emptyObjects(config.Volumes);
  return built;
}

function copyHostConfig(host: HostConfig): Json {
  return copy(host, hostConfigFields);
}

/** What `inspect` shows in place of the engine's fields, and empty lists, which it tells from absent ones. */
function writtenHostConfig(host: HostConfig, raw: unknown): Json {
  const empty = Object.entries(asObject(raw)).filter(
    ([name, value]) => Array.isArray(value) && value.length === 0 && kindOf(name) !== undefined,
  );
  const rewritten = Object.entries(host).filter(
    ([name, value]) => kindOf(name) === "rewritten" && !isZero(value),
  );
  const kept: Json = Object.fromEntries([...empty, ...rewritten]);
  for (const name of ["MaskedPaths", "ReadonlyPaths"]) delete kept[name];
  if (kept.MemorySwappiness === -1) delete kept.MemorySwappiness;
  return kept;
}

function kindOf(name: string): string | undefined {
  const rules: Record<string, { kind: string }> = hostConfigFields;
  return Object.hasOwn(rules, name) ? rules[name]?.kind : undefined;
}

function copy(source: Json, table: Record<string, { kind: string }>): Json {
  return Object.fromEntries(Object.entries(source).filter(([name]) => table[name]?.kind === "copied"));
}

function emptyObjects(names: string[]): Json {
  return Object.fromEntries(names.map((name) => [name, {}]));
}
