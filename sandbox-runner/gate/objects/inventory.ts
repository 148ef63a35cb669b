import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { isTenantOf } from "./gate-sandbox.ts";
import { healthChecksPerSecond } from "./health-rate.ts";
import { catalogueReference, familiarReference, mangleTag } from "./image-reference.ts";
import type { Resources } from "./limits.ts";
import { unmangle } from "./names.ts";
import { asList, asNumber, asObject, asString, asStringList, asStringMap } from "./read-answer.ts";
import { engineError, noSuchContainer, noSuchImage, noSuchNetwork, noSuchVolume } from "./refusal.ts";
import { readStudentView, type ShownBind } from "./student-view.ts";
import { addressesOf } from "./subnet-pool.ts";

/** A container that the student made. `name` is the student's; `labels` are the engine's, ours included. */
export type OwnContainer = {
  id: string;
  name: string;
  /** Id of its image, with `sha256:`. */
  image: string;
  /** `created`, `running`, `paused`, `restarting`, `exited`, … */
  state: string;
  labels: Record<string, string>;
  resources: Resources;
  /** Health checks a second. */
  healthChecks: number;
  /** Engine ids. */
  networks: string[];
  /** Volumes by the engine's names, the workspace's included; `binds` says which of them the student wrote as binds. */
  mounts: { volume: string; destination: string; writable: boolean }[];
  binds: Record<string, ShownBind>;
};

export type OwnNetwork = {
  id: string;
  name: string;
  labels: Record<string, string>;
  /** How many its subnet has. */
  addresses: number;
};

/** `name` is the student's; an anonymous volume has the engine's own 64 hex digits for both. */
export type OwnVolume = { name: string; engineName: string; labels: Record<string, string> };

/** An image that the student may use: their own, or one of the catalogue. */
export type KnownImage = {
  id: string;
  engineReferences: string[];
  own: boolean;
  /** From the base upwards, and the bytes of all of them. */
  layers: string[];
  size: number;
  /** Mount points that the image declares: each container of it gets an anonymous volume there. */
  volumes: string[];
  /** `80/tcp`: what `docker run -P` publishes. */
  exposedPorts: string[];
  /** Whether a build on it begins with an ADD of its own. */
  addsLater: boolean;
  /** `NAME=value`, and the length of all labels together: what a build on it begins with. */
  environment: string[];
  labelLength: number;
  /** HealthConfig, where it has one. */
  healthcheck?: unknown;
};

/** What exists in the sandbox at the moment of a decision. */
export type Inventory = {
  containers: OwnContainer[];
  networks: OwnNetwork[];
  volumes: OwnVolume[];
  images: KnownImage[];
};

/**
 * Reads an item of the engine's container list, with the container's inspect answer where there is one:
 * its HostConfig has the limits in force. Undefined for what the student did not make.
 */
export function ownContainer(
  item: unknown,
  inspect: unknown,
  sandbox: GateSandbox,
): OwnContainer | undefined {
  const source = asObject(item);
  const labels = asStringMap(source.Labels);
  const engineName = asStringList(source.Names).find((name) => name.lastIndexOf("/") === 0);
  const name = unmangle(sandbox.id, engineName ?? "");
  if (!isTenantOf(sandbox, labels) || name === undefined) return undefined;
  const networks = Object.values(asObject(asObject(source.NetworkSettings).Networks));
  return {
    id: asString(source.Id),
    name,
    image: asString(source.ImageID),
    state: asString(source.State),
    labels,
    resources: inspect === undefined ? writtenResources(labels, sandbox) : resourcesOf(inspect),
    healthChecks: healthChecksPerSecond(asObject(asObject(inspect).Config).Healthcheck),
    networks: networks.map((network) => asString(asObject(network).NetworkID)),
    mounts: asList(source.Mounts).map(asObject).flatMap(readMount),
    binds: readStudentView(labels).binds,
  };
}

function readMount(mount: Json): OwnContainer["mounts"] {
  if (mount.Type !== "volume") return [];
  const [volume, destination] = [asString(mount.Name), asString(mount.Destination)];
  return [{ volume, destination, writable: mount.RW === true }];
}

/** The limits in force, out of an inspect answer. A CPU quota counts as what it allows in one period. */
function resourcesOf(inspect: unknown): Resources {
  const host = asObject(asObject(inspect).HostConfig);
  const quota = asNumber(host.CpuQuota);
  const period = asNumber(host.CpuPeriod) || 100_000;
  return {
    memory: asNumber(host.Memory),
    nanoCpus: quota > 0 ? Math.round((quota / period) * 1e9) : asNumber(host.NanoCpus),
    pids: asNumber(host.PidsLimit),
  };
}

function writtenResources(labels: Record<string, string>, sandbox: GateSandbox): Resources {
  const [memory, nanoCpus, pids] = (labels["composelab.resources"] ?? "").split(" ").map(Number);
  const { limits } = sandbox;
  return {
    memory: memory || limits.containerMemory,
    nanoCpus: nanoCpus || limits.containerNanoCpus,
    pids: pids || limits.containerPids,
  };
}

export function ownNetwork(item: unknown, sandbox: GateSandbox): OwnNetwork | undefined {
  const source = asObject(item);
  const labels = asStringMap(source.Labels);
  const name = unmangle(sandbox.id, asString(source.Name));
  if (!isTenantOf(sandbox, labels) || name === undefined) return undefined;
  const subnets = asList(asObject(source.IPAM).Config).map((config) => asString(asObject(config).Subnet));
  return { id: asString(source.Id), name, labels, addresses: subnets.reduce(addAddresses, 0) };
}

function addAddresses(sum: number, subnet: string): number {
  return sum + addressesOf(subnet);
}

export function ownVolume(item: unknown, sandbox: GateSandbox): OwnVolume | undefined {
  const source = asObject(item);
  const labels = asStringMap(source.Labels);
  const engineName = asString(source.Name);
  const name = unmangle(sandbox.id, engineName) ?? (anonymous.test(engineName) ? engineName : undefined);
  if (!isTenantOf(sandbox, labels) || name === undefined) return undefined;
  return { name, engineName, labels };
}

const anonymous = /^[0-9a-f]{64}$/;

/** Reads an item of the engine's image list; undefined for what is neither the student's nor in the catalogue. */
export function knownImage(item: unknown, inspect: unknown, sandbox: GateSandbox): KnownImage | undefined {
  const source = asObject(item);
  const tags = asStringList(source.RepoTags);
  const ownTags = tags.filter((tag) => unmangle(sandbox.id, tag) !== undefined);
  const catalogued = tags.filter((tag) => sandbox.catalogue.studentReference(tag) !== undefined);
  const own =
    catalogued.length === 0 && (ownTags.length > 0 || isTenantOf(sandbox, asStringMap(source.Labels)));
  if (!own && catalogued.length === 0) return undefined;
  const config: Json = asObject(asObject(inspect).Config);
  return {
    id: asString(source.Id),
    engineReferences: [...ownTags, ...catalogued],
    own,
    layers: asStringList(asObject(asObject(inspect).RootFS).Layers),
    size: asNumber(source.Size),
    volumes: Object.keys(asObject(config.Volumes)),
    exposedPorts: Object.keys(asObject(config.ExposedPorts)),
    addsLater: asStringList(config.OnBuild).some((trigger) => /^\s*add\b/i.test(trigger)),
    environment: asStringList(config.Env),
    labelLength: JSON.stringify(asObject(config.Labels)).length,
    healthcheck: config.Healthcheck,
  };
}

/** By id, name, or unique beginning of an id, in the engine's order and with its errors. */
export function findContainer(inventory: Inventory, reference: string): OwnContainer {
  const { containers } = inventory;
  const name = reference.replace(/^\//, "");
  const exact =
    containers.find((item) => item.id === reference) ?? containers.find((item) => item.name === name);
  return exact ?? onlyOne(startingWith(containers, reference), reference, noSuchContainer);
}

export function findNetwork(inventory: Inventory, reference: string): OwnNetwork {
  const { networks } = inventory;
  const exact =
    networks.find((item) => item.id === reference) ?? networks.find((item) => item.name === reference);
  if (exact) return exact;
  const matches = startingWith(networks, reference);
  if (matches.length > 1) {
    throw engineError(
      400,
      `network ${reference} is ambiguous (${matches.length} matches found based on ID prefix)`,
    );
  }
  return onlyOne(matches, reference, noSuchNetwork);
}

export function findVolume(inventory: Inventory, name: string): OwnVolume {
  const found = inventory.volumes.find((volume) => volume.name === name);
  if (!found) throw noSuchVolume(name);
  return found;
}

/**
 * The image that a reference names, with what to write in its place to the engine: the student's own
 * tags first, then the catalogue's, then ids.
 */
export function findImage(
  inventory: Inventory,
  sandbox: GateSandbox,
  reference: string,
): KnownImage & { engineReference: string } {
  const { images } = inventory;
  const id = reference.replace(/^sha256:/, "");
  if (/^[0-9a-f]{64}$/.test(id)) {
    const image = images.find((candidate) => candidate.id === `sha256:${id}`);
    if (!image) throw noSuchImage(reference);
    return { ...image, engineReference: image.id };
  }
  for (const tag of engineTags(sandbox, reference)) {
    const image = images.find((candidate) => candidate.engineReferences.includes(tag));
    if (image) return { ...image, engineReference: tag };
  }
  const matches = /^[0-9a-f]{3,63}$/.test(id)
    ? images.filter((image) => image.id.startsWith(`sha256:${id}`))
    : [];
  const image = onlyOne(matches, familiarReference(reference) ?? reference, noSuchImage);
  return { ...image, engineReference: image.id };
}

function engineTags(sandbox: GateSandbox, reference: string): string[] {
  if (familiarReference(reference) === undefined) return [];
  const catalogued = catalogueReference(sandbox, reference);
  return [mangleTag(sandbox.id, reference), ...(catalogued === undefined ? [] : [catalogued])];
}

function startingWith<T extends { id: string }>(items: T[], prefix: string): T[] {
  return /^[0-9a-f]{1,63}$/.test(prefix) ? items.filter((item) => item.id.startsWith(prefix)) : [];
}

function onlyOne<T>(matches: T[], reference: string, missing: (reference: string) => Error): T {
  const [first, second] = matches;
  if (second !== undefined) throw engineError(400, `Multiple IDs found with provided prefix: ${reference}`);
  if (first === undefined) throw missing(reference);
  return first;
}
