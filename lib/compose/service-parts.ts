import { settledText } from "./interpolation.ts";
import { type MountSpec, parseMount } from "./mounts.ts";
import { type PortMapping, parsePort } from "./ports.ts";
import type { Service } from "./project.ts";
import { parseBoolean } from "./quantities.ts";
import type { Span } from "./source.ts";
import {
  type Entry,
  entriesOf,
  entryOf,
  itemsOf,
  namesIn,
  textValue,
  valueAt,
  type YamlMap,
  type YamlNode,
} from "./tree.ts";

/** What another service must have reached before this one starts. */
export type Condition = "service_started" | "service_healthy" | "service_completed_successfully";

export type Dependency = {
  service: string;
  condition: Condition;
  required: boolean;
  span: Span;
  short: boolean;
};

/** `depends_on` in either form. */
export function dependenciesOf(node: YamlMap): Dependency[] {
  const value = valueAt(node, "depends_on");
  return namesIn(value).map(({ name, span, value: detail }) => ({
    service: name,
    condition: conditionOf(textValue(valueAt(detail, "condition"))),
    required: settledBoolean(valueAt(detail, "required")) ?? true,
    span,
    short: value?.kind !== "map",
  }));
}

function conditionOf(text: string | undefined): Condition {
  return text === "service_healthy" || text === "service_completed_successfully" ? text : "service_started";
}

export function settledBoolean(node: YamlNode | undefined): boolean | undefined {
  const text = settledText(node);
  return text === undefined ? undefined : parseBoolean(text);
}

export function settledNumber(node: YamlNode | undefined): number | undefined {
  const text = settledText(node);
  const number = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(number) ? undefined : number;
}

/** How many containers `up` starts; nothing when a variable decides. */
export function replicasOf(node: YamlMap): { count: number; entry?: Entry } | undefined {
  const entry = entryOf(node, "scale") ?? entryOf(valueAt(node, "deploy"), "replicas");
  if (!entry) return { count: 1 };
  const count = settledNumber(entry.value);
  return count === undefined ? undefined : { count, entry };
}

export type PublishedPort = { mapping: PortMapping; node: YamlNode };

/** The ports that can be read; what is wrong with the others is said by a rule. */
export function portsOf(node: YamlMap): PublishedPort[] {
  return itemsOf(valueAt(node, "ports")).flatMap((item) => {
    const mapping = item.kind === "map" ? longPort(item) : shortPort(item);
    return mapping && !("problem" in mapping) ? [{ mapping, node: item }] : [];
  });
}

function shortPort(item: YamlNode): ReturnType<typeof parsePort> | undefined {
  const text = settledText(item);
  return text === undefined ? undefined : parsePort(text);
}

function longPort(item: YamlMap): PortMapping | undefined {
  const target = settledNumber(valueAt(item, "target"));
  if (target === undefined) return undefined;
  const published = settledText(valueAt(item, "published"));
  const hostIp = settledText(valueAt(item, "host_ip"));
  const protocol = settledText(valueAt(item, "protocol")) ?? "tcp";
  const mapping = { container: { from: target, to: target }, protocol, ...(hostIp && { hostIp }) };
  const range = /^(\d+)(?:-(\d+))?$/.exec(published ?? "");
  if (!range) return mapping;
  return { ...mapping, host: { from: Number(range[1]), to: Number(range[2] ?? range[1]) } };
}

export type Mount = { spec: MountSpec; readOnly: boolean; node: YamlNode; createHostPath: boolean };

/** The bind mounts and volumes that can be read. */
export function mountsOf(node: YamlMap): Mount[] {
  return itemsOf(valueAt(node, "volumes")).flatMap((item) =>
    item.kind === "map" ? longMount(item) : shortMount(item),
  );
}

function shortMount(item: YamlNode): Mount[] {
  const text = settledText(item);
  const spec = text === undefined ? undefined : parseMount(text);
  if (!spec || "problem" in spec) return [];
  return [{ spec, readOnly: spec.options.includes("ro"), node: item, createHostPath: true }];
}

function longMount(item: YamlMap): Mount[] {
  const type = settledText(valueAt(item, "type"));
  const target = settledText(valueAt(item, "target"));
  const source = settledText(valueAt(item, "source"));
  if ((type !== "bind" && type !== "volume") || target === undefined) return [];
  const unsettled = source === undefined && valueAt(item, "source") !== undefined;
  if (unsettled) return [];
  const spec: MountSpec = { type, target, options: [], ...(source !== undefined && { source }) };
  return [
    {
      spec,
      readOnly: settledBoolean(valueAt(item, "read_only")) ?? false,
      node: item,
      createHostPath: settledBoolean(valueAt(item, "bind", "create_host_path")) ?? true,
    },
  ];
}

export type HealthState = "present" | "absent" | "disabled";

/** Whether the file itself gives the service a health check, takes it away, or leaves it to the image. */
export function healthOf(node: YamlMap): HealthState {
  const healthcheck = entryOf(node, "healthcheck")?.value;
  if (!healthcheck) return "absent";
  const test = valueAt(healthcheck, "test");
  if (settledBoolean(valueAt(healthcheck, "disable"))) return "disabled";
  const first = test?.kind === "list" ? textValue(test.items[0]) : undefined;
  if (first === "NONE" || textValue(test) === "NONE") return "disabled";
  return test ? "present" : "absent";
}

/** Networks that the service joins: those named, else `default`; none with a `network_mode`. */
export function networksOf(node: YamlMap): { name: string; span?: Span; value?: YamlNode }[] {
  if (entryOf(node, "network_mode")) return [];
  const networks = entryOf(node, "networks");
  return networks ? namesIn(networks.value) : [{ name: "default" }];
}

/** `environment` in either form; a value is absent when it is taken over from outside or depends on it. */
export function environmentOf(
  node: YamlMap,
): { name: string; value?: string; raw: string; node: YamlNode }[] {
  const environment = valueAt(node, "environment");
  if (environment?.kind === "map") {
    return [...environment.entries.values()].map((entry) => {
      const value = settledText(entry.value);
      const raw = entry.value.kind === "scalar" ? String(entry.value.value ?? "") : "";
      return { name: entry.key, raw, node: entry.value, ...(value !== undefined && { value }) };
    });
  }
  return itemsOf(environment).flatMap((item) => {
    const text = textValue(item);
    if (text === undefined) return [];
    const [name = "", ...rest] = text.split("=");
    const settled = settledText(item)?.split("=").slice(1).join("=");
    const hasValue = rest.length > 0 && settled !== undefined;
    return [{ name, raw: rest.join("="), node: item, ...(hasValue && { value: settled }) }];
  });
}

/** Services that this one needs otherwise than by `depends_on`: shared namespaces, links, volumes, images. */
export function otherNeedsOf(service: Service): { service: string; span: Span; key: string }[] {
  const { node } = service;
  const shared = ["network_mode", "pid", "ipc"].flatMap((key) => {
    const value = valueAt(node, key);
    const name = /^service:(.+)$/.exec(settledText(value) ?? "")?.[1];
    return value && name !== undefined ? [{ service: name, span: value.span, key }] : [];
  });
  const links = namesIn(valueAt(node, "links")).map(({ name, span }) => ({
    service: name.split(":")[0] ?? "",
    span,
    key: "links",
  }));
  const volumes = namesIn(valueAt(node, "volumes_from"))
    .filter(({ name }) => !name.startsWith("container:"))
    .map(({ name, span }) => ({ service: name.split(":")[0] ?? "", span, key: "volumes_from" }));
  const contexts = valueAt(node, "build", "additional_contexts");
  const stages = (
    contexts?.kind === "map" ? entriesOf(contexts).map(({ value }) => value) : itemsOf(contexts)
  ).flatMap((value) => {
    const name = /(?:^|=)service:(.+)$/.exec(settledText(value) ?? "")?.[1];
    return name === undefined ? [] : [{ service: name, span: value.span, key: "additional_contexts" }];
  });
  return [...shared, ...links, ...volumes, ...stages].filter(({ service }) => !service.includes("$"));
}
