import { expect } from "vitest";
import { decideContainerCreate } from "../../../sandbox-runner/gate/objects/container-create.ts";
import type { GateSandbox, Json } from "../../../sandbox-runner/gate/objects/gate-sandbox.ts";
import { tenantLabels } from "../../../sandbox-runner/gate/objects/gate-sandbox.ts";
import type {
  Inventory,
  KnownImage,
  OwnContainer,
  OwnNetwork,
  OwnVolume,
} from "../../../sandbox-runner/gate/objects/inventory.ts";
import { defaultLimits } from "../../../sandbox-runner/gate/objects/limits.ts";
import { Refusal } from "../../../sandbox-runner/gate/objects/refusal.ts";
import type { ViewContext } from "../../../sandbox-runner/gate/objects/view-context.ts";

const catalogued = ["nginx:alpine", "postgres:13", "busybox:latest", "lab/api:1"];

export const sandbox: GateSandbox = {
  id: "sabc123456",
  instance: "0123456789ab",
  labels: { "composelab.owner": "1-2", "composelab.kind": "grading", "composelab.expires": "9" },
  workspaceVolume: "sabc123456-workspace",
  workspacePath: "/workspace",
  limits: defaultLimits,
  catalogue: {
    engineReference: (reference) => (catalogued.includes(reference) ? `composelab/${reference}` : undefined),
    studentReference: (reference) => catalogued.find((known) => reference === `composelab/${known}`),
  },
  subnets: { cidr: "10.213.0.0/16", size: 28 },
};

export const hex = (digit: string) => digit.repeat(64);

export function image(reference: string, changes: Partial<KnownImage> = {}): KnownImage {
  const own = !reference.startsWith("composelab/");
  return {
    id: `sha256:${hex("e")}`,
    engineReferences: [reference],
    layers: [],
    size: 0,
    own,
    volumes: [],
    exposedPorts: [],
    addsLater: false,
    environment: [],
    labelLength: 0,
    ...changes,
  };
}

export function container(name: string, changes: Partial<OwnContainer> = {}): OwnContainer {
  return {
    id: hex("a"),
    name,
    image: `sha256:${hex("1")}`,
    state: "running",
    labels: tenantLabels(sandbox),
    healthChecks: 0,
    resources: { memory: 0, nanoCpus: 0, pids: 0 },
    networks: [],
    mounts: [],
    binds: {},
    ...changes,
  };
}

export function network(name: string, changes: Partial<OwnNetwork> = {}): OwnNetwork {
  return { id: hex("b"), name, labels: {}, addresses: 32, ...changes };
}

export function volume(name: string, changes: Partial<OwnVolume> = {}): OwnVolume {
  return { name, engineName: `${sandbox.id}--${name}`, labels: {}, ...changes };
}

export function inventory(changes: Partial<Inventory> = {}): Inventory {
  return {
    containers: [],
    networks: [network("work_default")],
    volumes: [volume("data")],
    images: [
      image("composelab/nginx:alpine", { id: `sha256:${hex("1")}`, exposedPorts: ["80/tcp"] }),
      image("composelab/postgres:13", { id: `sha256:${hex("2")}`, volumes: ["/var/lib/postgresql/data"] }),
      image("composelab/busybox:latest", { id: `sha256:${hex("3")}` }),
      image("sabc123456--work-api:latest", { id: `sha256:${hex("4")}` }),
    ],
    ...changes,
  };
}

export function viewContext(changes: Partial<ViewContext> = {}): ViewContext {
  return { sandbox, inventory: inventory(), ports: () => [], ...changes };
}

/** Decides a create request with `host` as HostConfig and `config` beside it. */
export function create(host: Json = {}, config: Json = {}, has: Inventory = inventory()) {
  const body = { Image: "busybox", ...config, HostConfig: host };
  return decideContainerCreate({ name: "web", body }, { sandbox, inventory: has, random: () => 0.5 });
}

/** The HostConfig that would go to the engine. */
export function builtHost(host: Json = {}, config: Json = {}, has?: Inventory): Json {
  const { HostConfig } = create(host, config, has).body;
  expect(HostConfig).toBeTypeOf("object");
  return HostConfig as Json; // just checked
}

/** The refusal that a decision ends in; fails the test when it is allowed. */
export function refusal(decide: () => unknown): Refusal {
  try {
    decide();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("this was allowed");
}
