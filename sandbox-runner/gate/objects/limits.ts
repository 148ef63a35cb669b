import type { Inventory, OwnContainer } from "./inventory.ts";
import { refuse } from "./refusal.ts";

/** What one container may use: bytes, billionths of a CPU, processes. All positive. */
export type Resources = { memory: number; nanoCpus: number; pids: number };

/** What a sandbox may have and use. */
export type SandboxLimits = {
  containers: number;
  networks: number;
  volumes: number;
  images: number;
  /** Execs running at once. */
  execs: number;
  /** Bytes: the limits of all containers that are not stopped, added up, stay below. */
  memory: number;
  /** Billionths of a CPU: what one container may ask for, and what the sandbox's cgroup holds all of them to. */
  nanoCpus: number;
  pids: number;
  /** What a container gets that asks for nothing. */
  containerMemory: number;
  containerNanoCpus: number;
  containerPids: number;
  /** Bytes of `/dev/shm`, of a tmpfs, and of all log files of one container. */
  shmSize: number;
  tmpfsSize: number;
  logSize: number;
  requestsPerSecond: number;
  /** Bytes of the tar that a build may send. */
  buildContext: number;
};

const mebibyte = 1024 * 1024;

export const defaultLimits: SandboxLimits = {
  containers: 20,
  networks: 10,
  volumes: 20,
  images: 10,
  execs: 40,
  memory: 3072 * mebibyte,
  nanoCpus: 2_000_000_000,
  pids: 2048,
  containerMemory: 192 * mebibyte,
  containerNanoCpus: 1_000_000_000,
  containerPids: 100,
  shmSize: 256 * mebibyte,
  tmpfsSize: 64 * mebibyte,
  logSize: 32 * mebibyte,
  requestsPerSecond: 200,
  buildContext: 64 * mebibyte,
};

/** What counts against a budget: every container, network, volume and image; memory and processes of those not stopped. */
export type Usage = Pick<SandboxLimits, "containers" | "networks" | "volumes" | "images" | "memory" | "pids">;

export function usageOf(inventory: Inventory): Usage {
  const alive = inventory.containers.filter(isAlive);
  return {
    containers: inventory.containers.length,
    networks: inventory.networks.length,
    volumes: inventory.volumes.length,
    images: inventory.images.filter((image) => image.own).length,
    memory: sum(alive.map((container) => container.resources.memory)),
    pids: sum(alive.map((container) => container.resources.pids)),
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
  if (request.pids && usage.pids + request.pids > limits.pids) {
    const left = Math.max(0, limits.pids - usage.pids);
    throw refuse("limit-pids", { wanted: request.pids, used: usage.pids, left, limit: limits.pids });
  }
}

/** A stopped container holds no memory: it is admitted again when it is started. */
export function admitStart(inventory: Inventory, container: OwnContainer, limits: SandboxLimits): void {
  if (isAlive(container)) return;
  admit(usageOf(inventory), { memory: container.resources.memory, pids: container.resources.pids }, limits);
}

const sentence = {
  containers: "limit-containers",
  networks: "limit-networks",
  volumes: "limit-volumes",
  images: "limit-images",
} as const;

function isAlive(container: OwnContainer): boolean {
  return container.state !== "exited" && container.state !== "dead" && container.state !== "removing";
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / mebibyte)} MiB`;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, next) => total + next, 0);
}
