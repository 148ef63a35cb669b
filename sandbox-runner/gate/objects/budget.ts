import type { Inventory, KnownImage, OwnContainer } from "./inventory.ts";
import type { SandboxLimits } from "./limits.ts";
import { refuse } from "./refusal.ts";

const mebibyte = 1024 * 1024;

/** What counts against a budget: every container, network, volume and image; what those not stopped may use. */
export type Usage = Pick<
  SandboxLimits,
  "containers" | "networks" | "addresses" | "volumes" | "images" | "memory" | "pids" | "healthChecks"
>;

export function usageOf(inventory: Inventory): Usage {
  const alive = inventory.containers.filter(isAlive);
  return {
    containers: inventory.containers.length,
    networks: inventory.networks.length,
    addresses: sum(inventory.networks.map((network) => network.addresses)),
    volumes: inventory.volumes.length,
    images: sum(inventory.images.map(ownNames)),
    memory: sum(alive.map((container) => container.resources.memory)),
    pids: sum(alive.map((container) => container.resources.pids)),
    healthChecks: sum(alive.map((container) => container.healthChecks)),
  };
}

/** Throws a refusal that says what is used and what is left when a request does not fit into the budget. */
export function admit(usage: Usage, request: Partial<Usage>, limits: SandboxLimits): void {
  for (const kind of ["containers", "networks", "volumes", "images"] as const) {
    const wanted = request[kind] ?? 0;
    if (wanted > 0 && usage[kind] + wanted > limits[kind]) {
      throw refuse(sentence[kind], { limit: limits[kind], used: usage[kind] });
    }
  }
  if (request.memory && usage.memory + request.memory > limits.memory) {
    throw refuse("limit-memory", {
      wanted: mebibytes(request.memory),
      used: mebibytes(usage.memory),
      left: mebibytes(Math.max(0, limits.memory - usage.memory)),
      limit: mebibytes(limits.memory),
    });
  }
  if (request.addresses && usage.addresses + request.addresses > limits.addresses) {
    const left = Math.max(0, limits.addresses - usage.addresses);
    throw refuse("limit-addresses", {
      wanted: request.addresses,
      used: usage.addresses,
      left,
      limit: limits.addresses,
    });
  }
  if (request.pids && usage.pids + request.pids > limits.pids) {
    const left = Math.max(0, limits.pids - usage.pids);
    throw refuse("limit-pids", { wanted: request.pids, used: usage.pids, left, limit: limits.pids });
  }
  if (request.healthChecks && usage.healthChecks + request.healthChecks > limits.healthChecks) {
    const left = Math.max(0, limits.healthChecks - usage.healthChecks);
    throw refuse("limit-health", {
      wanted: tenths(request.healthChecks),
      used: tenths(usage.healthChecks),
      left: tenths(left),
      limit: limits.healthChecks,
    });
  }
}

/** A stopped container holds no memory: it is admitted again when it is started. */
export function admitStart(inventory: Inventory, container: OwnContainer, limits: SandboxLimits): void {
  if (isAlive(container)) return;
  const { resources, healthChecks } = container;
  admit(usageOf(inventory), { memory: resources.memory, pids: resources.pids, healthChecks }, limits);
}

const sentence = {
  containers: "limit-containers",
  networks: "limit-networks",
  volumes: "limit-volumes",
  images: "limit-images",
} as const;

/** Each name of an image counts, and an own image without a name. */
function ownNames(image: KnownImage): number {
  const names = image.engineReferences.filter((reference) => !reference.startsWith("composelab/")).length;
  return Math.max(names, image.own ? 1 : 0);
}

function isAlive(container: OwnContainer): boolean {
  return container.state !== "exited" && container.state !== "dead" && container.state !== "removing";
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / mebibyte)} MiB`;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, next) => total + next, 0);
}
