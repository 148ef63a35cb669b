import type { ComposeModel, MountModel, PortModel, ServiceModel } from "./model.ts";
import type { Condition } from "./service-parts.ts";
import type { SourceRange } from "./types.ts";

/** What a diagram of a project shows: services inside of networks, and what joins them. No place on paper. */
export type Topology = {
  services: TopologyService[];
  /** The frames, in file order; only networks that a service is on. */
  networks: TopologyNetwork[];
};

export type TopologyService = {
  name: string;
  image?: string;
  /** The folder that the image is built from. */
  build?: string;
  /** Containers that `up` starts. */
  replicas: number;
  /** The file gives it a health check. */
  health: boolean;
  profiles: string[];
  networks: string[];
  /** Only services that exist. */
  dependsOn: { service: string; condition: Condition; required: boolean; range: SourceRange }[];
  /** Published ports; `host` is absent when the engine chooses one. */
  ports: { host?: number; container: number; protocol: string; range: SourceRange }[];
  mounts: {
    kind: MountModel["type"];
    source?: string;
    target: string;
    readOnly: boolean;
    range: SourceRange;
  }[];
  range: SourceRange;
};

type TopologyNetwork = { name: string; internal: boolean; external: boolean; range?: SourceRange };

export function topology(model: ComposeModel): Topology {
  const names = new Set(model.services.map(({ name }) => name));
  const joined = new Set(model.services.flatMap(({ networks }) => networks.map(({ name }) => name)));
  return {
    services: model.services.map((service) => drawn(service, names)),
    networks: model.networks
      .filter(({ name }) => joined.has(name))
      .map(({ name, internal, external, range }) => ({ name, internal, external, ...(range && { range }) })),
  };
}

function drawn(service: ServiceModel, names: Set<string>): TopologyService {
  return {
    name: service.name,
    ...(service.image !== undefined && { image: service.image }),
    ...(service.build && { build: service.build.context }),
    replicas: service.replicas,
    health: service.healthcheck.state === "present",
    profiles: service.profiles,
    networks: service.networks.map(({ name }) => name),
    dependsOn: service.dependsOn.filter((dependency) => names.has(dependency.service)),
    ports: service.ports.flatMap(portsInRange),
    mounts: service.mounts.map(({ type, ...mount }) => ({ kind: type, ...mount })),
    range: service.range,
  };
}

const maxPortsOfRange = 10;

/** A range is as many ports as it is wide; only the first few of a wide one are drawn. */
function portsInRange(port: PortModel): TopologyService["ports"] {
  const width = Math.min(port.container.to - port.container.from + 1, maxPortsOfRange);
  return Array.from({ length: width }, (_, index) => ({
    container: port.container.from + index,
    protocol: port.protocol,
    range: port.range,
    ...(port.published !== undefined && { host: port.published + index }),
  }));
}
