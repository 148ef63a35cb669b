import { finding, fixOf } from "../diagnostic.ts";
import { settledText } from "../interpolation.ts";
import { collide, isChoice, type PortMapping, parsePort } from "../ports.ts";
import type { Project, Service } from "../project.ts";
import { type PublishedPort, portsOf, replicasOf, settledNumber } from "../service-parts.ts";
import { lineOf, replaceSpan, textOf } from "../source.ts";
import {
  entryOf,
  itemsOf,
  textValue,
  valueAt,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from "../tree.ts";
import type { Diagnostic } from "../types.ts";
import { ownServices } from "./rule.ts";

/** Every published port must be readable, and free when its container starts. */
export function ports(project: Project): Diagnostic[] {
  const services = ownServices(project);
  return [
    ...services.flatMap((service) =>
      itemsOf(valueAt(service.node, "ports")).flatMap((item) => readable(item)),
    ),
    ...services.flatMap(withReplicas),
    ...services.flatMap(withHostNetwork),
    ...services.flatMap(exposed),
    ...taken(services),
  ];
}

function readable(item: YamlNode): Diagnostic[] {
  if (item.kind === "list") return [];
  if (item.kind === "map") return readableLong(item);
  const text = settledText(item);
  if (text === undefined) return [];
  const parsed = parsePort(text);
  if (!("problem" in parsed)) return baseSixty(item);
  const fix =
    parsed.problem === "port-spaces"
      ? fixOf("fix-replace", { text: parsed.part }, replaceSpan(item.span, `"${parsed.part}"`))
      : undefined;
  return [finding("error", parsed.problem, item.span, { text, part: parsed.part }, fix)];
}

function readableLong(item: YamlMap): Diagnostic[] {
  const target = entryOf(item, "target");
  if (!target) {
    const first = [...item.entries.values()][0];
    return first ? [finding("error", "port-no-target", first.keySpan)] : [];
  }
  return ["target", "published"].flatMap((key) => {
    const node = valueAt(item, key);
    const text = settledText(node);
    if (!node || !text) return [];
    const isPort = key === "target" ? /^\d+$/ : /^\d+(-\d+)?$/;
    if (!isPort.test(text)) return [finding("error", "port-not-a-number", node.span, { text, part: text })];
    const tooHigh = text.split("-").some((part) => Number(part) > 65535);
    return tooHigh ? [finding("error", "port-out-of-range", node.span, { text, part: text })] : [];
  });
}

/** `22:22` without quotes is 1342 to every reader of YAML 1.1 (base 60). */
function baseSixty(item: YamlScalar): Diagnostic[] {
  const text = textOf(item.span);
  if (item.quoted || !/^[1-9]\d*(:[0-5]?\d)+$/.test(text)) return [];
  const value = text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return [
    finding(
      "warning",
      "port-unquoted",
      item.span,
      { text, value: String(value) },
      fixOf("fix-quote", {}, replaceSpan(item.span, `"${text}"`)),
    ),
  ];
}

/** Several containers cannot have one host port. */
function withReplicas(service: Service): Diagnostic[] {
  const replicas = replicasOf(service.node);
  if (
    !replicas?.entry ||
    replicas.count < 2 ||
    settledText(valueAt(service.node, "deploy", "mode")) === "global"
  )
    return [];
  const { count, entry } = replicas;
  return portsOf(service.node).flatMap(({ mapping, node }) => {
    if (!mapping.host || mapping.host.from === 0 || hostPortsFree(mapping) >= count) return [];
    const params = {
      service: service.name,
      count,
      host: hostText(mapping),
      container: mapping.container.from,
      line: lineOf(entry.keySpan),
    };
    return [finding(isForSwarm(service) ? "warning" : "error", "port-with-replicas", node.span, params)];
  });
}

function hostPortsFree(mapping: PortMapping): number {
  return mapping.host && isChoice(mapping) ? mapping.host.to - mapping.host.from + 1 : 1;
}

/** Swarm balances one published port over all replicas; `docker compose up` cannot. */
function isForSwarm(service: Service): boolean {
  const deploy = valueAt(service.node, "deploy");
  return ["placement", "update_config", "rollback_config", "endpoint_mode"].some((key) =>
    entryOf(deploy, key),
  );
}

function withHostNetwork(service: Service): Diagnostic[] {
  const entry = entryOf(service.node, "ports");
  if (!entry || settledText(valueAt(service.node, "network_mode")) !== "host") return [];
  return [finding("warning", "ports-with-host-network", entry.keySpan, { service: service.name })];
}

/** `expose` names ports inside the network; a host port in it publishes nothing. */
function exposed(service: Service): Diagnostic[] {
  return itemsOf(valueAt(service.node, "expose")).flatMap((item) => {
    const text = textValue(item);
    if (text === undefined || text.includes("$")) return [];
    if (text.includes(":"))
      return [finding("warning", "expose-with-host-port", item.span, { service: service.name, text })];
    if (/^\d+(-\d+)?(\/(tcp|udp|sctp))?$/i.test(text)) return [];
    return [finding("warning", "port-not-a-number", item.span, { text, part: text })];
  });
}

/** Each is compared with each. */
const mostPortsCompared = 1000;

type Publication = PublishedPort & { service: Service };

/** Two containers that run at the same time cannot have one host port. */
function taken(services: Service[]): Diagnostic[] {
  const publications: Publication[] = services
    .flatMap((service) => portsOf(service.node).map((port) => ({ ...port, service })))
    .slice(0, mostPortsCompared);
  return publications.flatMap((port, index) => {
    const before = publications
      .slice(0, index)
      .find(
        (other) =>
          other.node !== port.node &&
          runTogether(other.service, port.service) &&
          collide(other.mapping, port.mapping),
      );
    if (!before) return [];
    const params = {
      host: hostText(port.mapping),
      service: port.service.name,
      other: before.service.name,
      line: lineOf(before.node.span),
    };
    if (before.service !== port.service) return [finding("error", "port-taken", port.node.span, params)];
    // The very same mapping again is dropped by Compose.
    const isRepeated =
      before.mapping.container.from === port.mapping.container.from &&
      before.mapping.hostIp === port.mapping.hostIp;
    return [finding(isRepeated ? "warning" : "error", "port-twice-in-service", port.node.span, params)];
  });
}

/** Services behind different profiles are usually alternatives of each other. */
function runTogether(one: Service, other: Service): boolean {
  if (one === other) return true;
  if (settledNumber(valueAt(one.node, "scale")) === 0 || settledNumber(valueAt(other.node, "scale")) === 0)
    return false;
  if (one.profiles.length === 0 && other.profiles.length === 0) return true;
  return one.profiles.some((profile) => other.profiles.includes(profile));
}

function hostText(mapping: PortMapping): string {
  if (!mapping.host) return "";
  return mapping.host.from === mapping.host.to
    ? String(mapping.host.from)
    : `${mapping.host.from}-${mapping.host.to}`;
}
