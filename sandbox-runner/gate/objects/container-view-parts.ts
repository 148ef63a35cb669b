import type { Json } from "./gate-sandbox.ts";
import { hostConfigFields } from "./host-config.ts";
import type { OwnContainer } from "./inventory.ts";
import { unmangle } from "./names.ts";
import { addressesOf, type PublishedPort } from "./published-ports.ts";
import { asList, asNumber, asObject, asString, asStringList, pick } from "./read-answer.ts";
import type { StudentView } from "./student-view.ts";
import type { ViewContext } from "./view-context.ts";
import { mountpoint, viewName } from "./view-parts.ts";

/** What the engine shows in HostConfig where nothing was written. Left out here: what the engine leaves out. */
const unwritten: Json = {
  Binds: null,
  ContainerIDFile: "",
  PortBindings: {},
  VolumeDriver: "",
  VolumesFrom: null,
  CapAdd: null,
  CapDrop: null,
  Dns: null,
  ExtraHosts: null,
  Links: null,
  PidMode: "",
  PublishAllPorts: false,
  SecurityOpt: null,
  Isolation: "",
  MemorySwappiness: null,
};

/** Fields of HostConfig that the lab sets for its own reasons. */
const hidden: Json = { CgroupParent: "", Runtime: "runc" };
/** Set by the lab, and absent on an engine where nobody set it. */
const absent = new Set(["Sysctls"]);

/** HostConfig as the student wrote it, the engine's where nobody rewrote it. */
export function viewHostConfig(host: Json, view: StudentView): Json {
  const shown: Json = { ...unwritten };
  for (const [name, rule] of Object.entries(hostConfigFields)) {
    if (absent.has(name)) continue;
    if (Object.hasOwn(hidden, name)) shown[name] = hidden[name];
    else if (Object.hasOwn(view.host, name)) shown[name] = view.host[name];
    else if (rule.kind !== "rewritten") Object.assign(shown, pick(host, [name]));
  }
  const logs = asObject(view.host.LogConfig);
  return {
    ...shown,
    ...viewResources(host, view),
    ...pick(host, ["ShmSize", "Ulimits", "MemoryReservation", "CpuPeriod", "CpuQuota"]),
    IpcMode: view.host.IpcMode ?? host.IpcMode,
    LogConfig: { Type: asString(logs.Type) || "json-file", Config: asObject(logs.Config) },
    NetworkMode: viewNetworkMode(view),
  };
}

/** The network mode as the engine would keep it: "default" is its bridge. */
export function viewNetworkMode(view: StudentView): string {
  const mode = asString(view.host.NetworkMode);
  return mode === "" || mode === "default" ? "bridge" : mode;
}

/** A limit that is still what the lab assigned is shown as written; one that was updated since, as it is. */
function viewResources(host: Json, view: StudentView): Json {
  const updated = (name: string) => host[name] !== view.assigned[name];
  const written = (name: string) => asNumber(updated(name) ? host[name] : view.host[name]);
  const memory = written("Memory");
  const swap = updated("MemorySwap")
    ? asNumber(host.MemorySwap)
    : asNumber(view.host.MemorySwap) || memory * 2;
  return {
    Memory: memory,
    MemorySwap: swap,
    NanoCpus: written("NanoCpus"),
    PidsLimit: written("PidsLimit") || null,
  };
}

/** The engine's mount points; a workspace path is the bind that the student wrote. */
export function viewMounts(
  mounts: unknown,
  view: Pick<StudentView, "binds" | "host">,
  context: ViewContext,
): Json[] {
  return asList(mounts)
    .map(asObject)
    .map((mount) => {
      const bind = view.binds[asString(mount.Destination)];
      const shown = pick(mount, ["Type", "Destination", "Mode", "RW", "Propagation"]);
      if (mount.Type !== "volume") return { ...shown, Source: "" };
      if (mount.Name !== context.sandbox.workspaceVolume) {
        const name = viewName(asString(mount.Name), context.sandbox);
        const Mode = viewVolumeMode(asString(mount.Destination), asString(shown.Mode), view.host);
        return { ...shown, Mode, Name: name, Source: mountpoint(name), Driver: "local" };
      }
      return {
        ...shown,
        Type: "bind",
        Source: bind?.source ?? "",
        Mode: bind?.mode ?? "",
        Propagation: "rprivate",
      };
    });
}

/** The gate makes all volumes by `Mounts`, for which the engine shows another mode than for the short forms. */
function viewVolumeMode(target: string, engineMode: string, host: Json): string {
  const written = asList(host.Mounts).some((mount) => asString(asObject(mount).Target) === target);
  if (written) return engineMode;
  const bind = asStringList(host.Binds)
    .map((text) => text.split(":"))
    .find((parts) => parts[1] === target);
  return bind ? (bind[2] ?? engineMode) : "";
}

const endpointNames = [
  "IPAMConfig",
  "MacAddress",
  "DriverOpts",
  "GwPriority",
  "NetworkID",
  "EndpointID",
  "Gateway",
  "IPAddress",
  "IPPrefixLen",
  "IPv6Gateway",
  "GlobalIPv6Address",
  "GlobalIPv6PrefixLen",
] as const;

/**
 * The networks of a container by the student's names. The last alias is the container's own name, which
 * the gate added when it was connected.
 * @param names what the container is called now, then what it may have been called
 */
export function viewNetworks(networks: unknown, names: string[], context: ViewContext): Json {
  const { sandbox } = context;
  const shown = Object.entries(asObject(networks)).map(([engineName, value]) => {
    const endpoint = asObject(value);
    const name = unmangle(sandbox.id, engineName) ?? engineName;
    const aliases = asStringList(endpoint.Aliases);
    const added = names.includes(aliases.at(-1) ?? "") ? aliases.pop() : undefined;
    const outdated = (known: string) => known === added && known !== names[0] && !aliases.includes(known);
    const dnsNames = asStringList(endpoint.DNSNames)
      .map((known) => unmangle(sandbox.id, known) ?? known)
      .filter((known) => !outdated(known));
    const links = asStringList(endpoint.Links).map((link) => unmangle(sandbox.id, link) ?? link);
    const entry = {
      ...pick(endpoint, endpointNames),
      Links: links.length > 0 ? links : null,
      Aliases: aliases.length > 0 ? aliases : null,
      DNSNames: endpoint.DNSNames === null || name === "bridge" ? null : [...new Set(dnsNames)],
    };
    return [name, entry];
  });
  return Object.fromEntries(shown);
}

/** `NetworkSettings.Ports`: what the image exposes, and what the virtual host publishes. */
export function viewPortMap(ports: unknown, published: PublishedPort[]): Json {
  const shown: Json = Object.fromEntries(Object.keys(asObject(ports)).map((key) => [key, null]));
  for (const port of published) {
    const key = `${port.containerPort}/${port.protocol}`;
    const bindings = addressesOf(port).map((HostIp) => ({ HostIp, HostPort: String(port.hostPort) }));
    shown[key] = [...asList(shown[key]), ...bindings];
  }
  return shown;
}

/** `Ports` of a list item. */
export function viewPortList(ports: unknown, published: PublishedPort[]): Json[] {
  const exposed = asList(ports)
    .map(asObject)
    .filter(
      (port) =>
        !published.some((item) => item.containerPort === port.PrivatePort && item.protocol === port.Type),
    )
    .map((port) => pick(port, ["PrivatePort", "Type"]));
  const bound = published.flatMap((port) =>
    addressesOf(port).map((IP) => ({
      IP,
      PrivatePort: port.containerPort,
      PublicPort: port.hostPort,
      Type: port.protocol,
    })),
  );
  return [...bound, ...exposed];
}

/** The names under which the gate may have added a container to its networks. */
export function ownNames(name: string, view: StudentView, container: OwnContainer | undefined): string[] {
  return [name, view.name, container?.name ?? ""].filter((item) => item !== "");
}
