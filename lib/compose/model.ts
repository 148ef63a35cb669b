import { settledText } from "./interpolation.ts";
import { isChoice, type PortMapping } from "./ports.ts";
import { entryOfWorkspace, type Project, readProject, type Section, type Service } from "./project.ts";
import { parseDuration } from "./quantities.ts";
import {
  type Condition,
  dependenciesOf,
  environmentOf,
  type HealthState,
  healthOf,
  mountsOf,
  networksOf,
  portsOf,
  replicasOf,
  settledBoolean,
  settledNumber,
} from "./service-parts.ts";
import { rangeOf } from "./source.ts";
import { type Entry, entryOf, namesIn, textValue, valueAt, type YamlNode } from "./tree.ts";
import type { SourceRange, WorkspaceFile } from "./types.ts";

/** A Compose project in one form, short and long spellings made alike. Every part knows where it is written. */
export type ComposeModel = {
  /** The file's own `name:`, if it has one. */
  name?: string;
  entry: string;
  services: ServiceModel[];
  networks: NetworkModel[];
  volumes: VolumeModel[];
  secrets: FileObjectModel[];
  configs: FileObjectModel[];
};

export type ServiceModel = {
  name: string;
  range: SourceRange;
  image?: string;
  build?: { context: string; dockerfile?: string; range: SourceRange };
  command?: string[] | string;
  /** What `up` starts; 1 when a variable without a default decides. */
  replicas: number;
  profiles: string[];
  restart?: string;
  containerName?: string;
  networkMode?: string;
  /** `default` when the service names none; empty with a `networkMode`. */
  networks: { name: string; aliases: string[]; range: SourceRange }[];
  ports: PortModel[];
  mounts: MountModel[];
  dependsOn: { service: string; condition: Condition; required: boolean; range: SourceRange }[];
  healthcheck: HealthModel;
  /** Values that are known without an environment; a name alone is taken over from outside. */
  environment: { name: string; value?: string; range: SourceRange }[];
  secrets: { name: string; range: SourceRange }[];
  configs: { name: string; range: SourceRange }[];
};

export type PortModel = PortMapping & {
  /** The host port that everybody uses; absent when the engine chooses one. */
  published?: number;
  range: SourceRange;
};

export type MountModel = {
  type: "bind" | "volume" | "anonymous";
  source?: string;
  target: string;
  readOnly: boolean;
  range: SourceRange;
};

type HealthModel = {
  state: HealthState;
  test?: string;
  /** Milliseconds. */
  interval?: number;
  /** Milliseconds. */
  timeout?: number;
  retries?: number;
  /** Milliseconds. */
  startPeriod?: number;
  range?: SourceRange;
};

type NetworkModel = {
  name: string;
  internal: boolean;
  external: boolean;
  driver?: string;
  range?: SourceRange;
};
type VolumeModel = { name: string; external: boolean; driver?: string; range: SourceRange };
type FileObjectModel = { name: string; external: boolean; file?: string; range: SourceRange };

/**
 * The model of the workspace's project, as far as its files can be read: half-typed files give what is there.
 * `entry` is the file that `docker compose` would take, unless one is named. Nothing without such a file.
 */
export function composeModel(
  files: WorkspaceFile[],
  entry = entryOfWorkspace(files),
): ComposeModel | undefined {
  if (entry === undefined || !files.some((file) => file.path === entry)) return undefined;
  const project = readProject(files, entry, false);
  const name = textValue(valueAt(project.root, "name"));
  return {
    ...(name !== undefined && { name }),
    entry,
    services: [...project.services.values()].map(serviceModel),
    networks: networkModels(project),
    volumes: sectionOf(project, "volumes")
      .map((volume) => ({ ...volume, ...driverOf(volume.node) }))
      .map(withoutNode),
    secrets: sectionOf(project, "secrets").map(fileObject),
    configs: sectionOf(project, "configs").map(fileObject),
  };
}

function serviceModel(service: Service): ServiceModel {
  const { node } = service;
  const at = (key: string) => settledText(valueAt(node, key));
  const optional = {
    image: textValue(valueAt(node, "image")),
    command: commandOf(valueAt(node, "command")),
    restart: at("restart"),
    containerName: at("container_name"),
    networkMode: at("network_mode"),
    build: buildOf(node.entries.get("build")),
  };
  return {
    ...withoutUndefined(optional),
    name: service.name,
    range: rangeOf(service.entry.keySpan),
    replicas: replicasOf(node)?.count ?? 1,
    profiles: service.profiles,
    networks: networksOf(node).map(({ name, span, value }) => ({
      name,
      aliases: namesIn(valueAt(value, "aliases")).map((alias) => alias.name),
      range: rangeOf(span ?? service.entry.keySpan),
    })),
    ports: portsOf(node).map(({ mapping, node: item }) => ({
      ...mapping,
      ...(mapping.host && !isChoice(mapping) && { published: mapping.host.from }),
      range: rangeOf(item.span),
    })),
    mounts: mountsOf(node).map(({ spec, readOnly, node: item }) => ({
      type: spec.source === undefined ? "anonymous" : spec.type,
      ...(spec.source !== undefined && { source: spec.source }),
      target: spec.target,
      readOnly,
      range: rangeOf(item.span),
    })),
    dependsOn: dependenciesOf(node).map(({ service: name, condition, required, span }) => ({
      service: name,
      condition,
      required,
      range: rangeOf(span),
    })),
    healthcheck: healthModel(service),
    environment: environmentOf(node).map(({ name, value, node: item }) => ({
      name,
      ...(value !== undefined && { value }),
      range: rangeOf(item.span),
    })),
    secrets: grantsOf(valueAt(node, "secrets")),
    configs: grantsOf(valueAt(node, "configs")),
  };
}

function healthModel(service: Service): HealthModel {
  const entry = entryOf(service.node, "healthcheck");
  const state = healthOf(service.node);
  if (!entry) return { state };
  const milliseconds = (key: string) => parseDuration(settledText(valueAt(entry.value, key)) ?? "");
  const test = commandOf(valueAt(entry.value, "test"));
  const optional = {
    test: Array.isArray(test) ? test.join(" ") : test,
    interval: milliseconds("interval"),
    timeout: milliseconds("timeout"),
    startPeriod: milliseconds("start_period"),
    retries: settledNumber(valueAt(entry.value, "retries")),
  };
  return { state, range: rangeOf(entry.keySpan), ...withoutUndefined(optional) };
}

function buildOf(entry: Entry | undefined): ServiceModel["build"] {
  if (!entry) return undefined;
  const range = rangeOf(entry.keySpan);
  if (entry.value.kind !== "map") return { context: textValue(entry.value) ?? ".", range };
  const dockerfile = textValue(valueAt(entry.value, "dockerfile"));
  const context = textValue(valueAt(entry.value, "context")) ?? ".";
  return { context, range, ...(dockerfile !== undefined && { dockerfile }) };
}

function commandOf(node: YamlNode | undefined): string[] | string | undefined {
  if (node?.kind === "list") return node.items.map((item) => textValue(item) ?? "");
  return textValue(node);
}

function grantsOf(node: YamlNode | undefined): { name: string; range: SourceRange }[] {
  if (node?.kind !== "list") return [];
  return node.items.flatMap((item) => {
    const name = item.kind === "map" ? textValue(valueAt(item, "source")) : textValue(item);
    return name === undefined ? [] : [{ name, range: rangeOf(item.span) }];
  });
}

/** The declared networks, and `default` when a service is on it without anybody declaring it. */
function networkModels(project: Project): NetworkModel[] {
  const declared: NetworkModel[] = sectionOf(project, "networks").map((network) => ({
    ...withoutNode(network),
    internal: settledBoolean(valueAt(network.node, "internal")) ?? false,
    ...driverOf(network.node),
  }));
  const usesDefault = [...project.services.values()].some((service) =>
    networksOf(service.node).some(({ name }) => name === "default"),
  );
  const isDeclared = declared.some(({ name }) => name === "default");
  return usesDefault && !isDeclared
    ? [...declared, { name: "default", internal: false, external: false }]
    : declared;
}

type SectionPart = { name: string; external: boolean; range: SourceRange; node: YamlNode };

function sectionOf(project: Project, section: Section): SectionPart[] {
  return [...project.sections[section].values()].map((entry) => ({
    name: entry.key,
    external: isExternal(valueAt(entry.value, "external")),
    range: rangeOf(entry.keySpan),
    node: entry.value,
  }));
}

/** `external: true`, or the old form with a name under it. */
export function isExternal(node: YamlNode | undefined): boolean {
  return node?.kind === "map" || (settledBoolean(node) ?? false);
}

function fileObject({ name, external, range, node }: SectionPart): FileObjectModel {
  const file = settledText(valueAt(node, "file"));
  return { name, external, range, ...(file !== undefined && { file }) };
}

function driverOf(node: YamlNode): { driver?: string } {
  const driver = settledText(valueAt(node, "driver"));
  return driver === undefined ? {} : { driver };
}

function withoutNode<Part extends SectionPart>({ node: _node, ...part }: Part): Omit<Part, "node"> {
  return part;
}

type Defined<Type> = { [Key in keyof Type]?: Exclude<Type[Key], undefined> };

function withoutUndefined<Type extends object>(value: Type): Defined<Type> {
  const kept = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(kept) as Defined<Type>;
}
