import {
  ownNames,
  viewHostConfig,
  viewMounts,
  viewNetworkMode,
  viewNetworks,
  viewPortList,
  viewPortMap,
} from "./container-view-parts.ts";
import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { unmangleTag } from "./image-reference.ts";
import { nameBinds, unmangle, unmangleText } from "./names.ts";
import { asList, asObject, asString, asStringList, asStringMap, pick } from "./read-answer.ts";
import { readStudentView, type StudentView } from "./student-view.ts";
import type { ViewContext } from "./view-context.ts";
import { viewLabels, viewWarnings } from "./view-parts.ts";

const stateNames = [
  "Status",
  "Running",
  "Paused",
  "Restarting",
  "OOMKilled",
  "Dead",
  "Pid",
  "ExitCode",
  "StartedAt",
  "FinishedAt",
  "Health",
] as const;

const configNames = [
  "Hostname",
  "Domainname",
  "User",
  "AttachStdin",
  "AttachStdout",
  "AttachStderr",
  "ExposedPorts",
  "Tty",
  "OpenStdin",
  "StdinOnce",
  "Env",
  "Cmd",
  "Healthcheck",
  "ArgsEscaped",
  "Volumes",
  "WorkingDir",
  "Entrypoint",
  "NetworkDisabled",
  "MacAddress",
  "OnBuild",
  "StopSignal",
  "StopTimeout",
  "Shell",
] as const;

/** `GET /containers/{id}/json`, rebuilt: the student's own words, and no path of the host. */
export function viewContainer(inspect: unknown, context: ViewContext): Json {
  const { sandbox, inventory } = context;
  const source = asObject(inspect);
  const config = asObject(source.Config);
  const view = readStudentView(asStringMap(config.Labels));
  const id = asString(source.Id);
  const name = unmangle(sandbox.id, asString(source.Name)) ?? "";
  const state = asObject(source.State);
  const names = ownNames(
    name,
    view,
    inventory.containers.find((container) => container.id === id),
  );
  const directory = `/var/lib/docker/containers/${id}`;
  return {
    ...pick(source, ["Id", "Created", "Path", "Args"]),
    State: {
      ...pick(state, stateNames),
      Error: unmangleText(nameBinds(asString(state.Error), view.binds), sandbox),
    },
    ...pick(source, ["Image"]),
    ResolvConfPath: `${directory}/resolv.conf`,
    HostnamePath: `${directory}/hostname`,
    HostsPath: `${directory}/hosts`,
    LogPath:
      asObject(asObject(source.HostConfig).LogConfig).Type === "json-file"
        ? `${directory}/${id}-json.log`
        : "",
    Name: `/${name}`,
    ...pick(source, ["RestartCount", "Driver", "Platform"]),
    MountLabel: "",
    ProcessLabel: "",
    AppArmorProfile: "",
    ...pick(source, ["ExecIDs"]),
    HostConfig: viewHostConfig(asObject(source.HostConfig), view),
    GraphDriver: { Data: null, Name: asString(source.Driver) },
    ...pick(source, ["SizeRw", "SizeRootFs"]),
    Mounts: viewMounts(source.Mounts, view, context),
    Config: {
      ...pick(config, configNames),
      Image: viewImageName(asString(config.Image), view, sandbox),
      Labels: viewLabels(config.Labels),
    },
    NetworkSettings: viewNetworkSettings(asObject(source.NetworkSettings), id, names, context),
  };
}

function viewNetworkSettings(settings: Json, id: string, names: string[], context: ViewContext): Json {
  const networks = viewNetworks(settings.Networks, names, context);
  const bridge = asObject(networks.bridge);
  const sandboxId = asString(settings.SandboxID);
  return {
    Bridge: "",
    SandboxID: sandboxId,
    SandboxKey: sandboxId === "" ? "" : `/var/run/docker/netns/${sandboxId.slice(0, 12)}`,
    Ports: viewPortMap(settings.Ports, context.ports(id)),
    ...pick(settings, [
      "HairpinMode",
      "LinkLocalIPv6Address",
      "LinkLocalIPv6PrefixLen",
      "SecondaryIPAddresses",
      "SecondaryIPv6Addresses",
    ]),
    EndpointID: bridge.EndpointID ?? "",
    Gateway: bridge.Gateway ?? "",
    GlobalIPv6Address: bridge.GlobalIPv6Address ?? "",
    GlobalIPv6PrefixLen: bridge.GlobalIPv6PrefixLen ?? 0,
    IPAddress: bridge.IPAddress ?? "",
    IPPrefixLen: bridge.IPPrefixLen ?? 0,
    IPv6Gateway: bridge.IPv6Gateway ?? "",
    MacAddress: bridge.MacAddress ?? "",
    Networks: networks,
  };
}

/** An item of `GET /containers/json`. */
export function viewContainerSummary(item: unknown, context: ViewContext): Json {
  const { sandbox, inventory } = context;
  const source = asObject(item);
  const view = readStudentView(asStringMap(source.Labels));
  const id = asString(source.Id);
  const shownNames = asStringList(source.Names).flatMap(
    (engineName) => unmangle(sandbox.id, engineName) ?? [],
  );
  const names = ownNames(
    shownNames[0] ?? "",
    view,
    inventory.containers.find((container) => container.id === id),
  );
  return {
    Id: id,
    Names: shownNames.map((name) => `/${name}`),
    Image: viewImageName(asString(source.Image), view, sandbox),
    ...pick(source, ["ImageID", "Command", "Created"]),
    Ports: viewPortList(source.Ports, context.ports(id)),
    ...pick(source, ["SizeRw", "SizeRootFs"]),
    Labels: viewLabels(source.Labels),
    ...pick(source, ["State", "Status", "Health"]),
    HostConfig: { NetworkMode: viewNetworkMode(view) },
    NetworkSettings: { Networks: viewNetworks(asObject(source.NetworkSettings).Networks, names, context) },
    Mounts: viewMounts(source.Mounts, view, context),
  };
}

/** The image as it was written, unless its tag has moved on: the engine shows the id then. */
function viewImageName(engineReference: string, view: StudentView, sandbox: GateSandbox): string {
  const tag = unmangleTag(sandbox, engineReference);
  if (tag !== undefined) return view.image || tag;
  return /^sha256:[0-9a-f]{64}$/.test(engineReference) &&
    view.image.length >= 12 &&
    engineReference.includes(view.image)
    ? view.image
    : engineReference;
}

/** The answer of `POST /containers/create`, `POST /containers/{id}/update`, and of network and exec creation. */
export function viewCreated(answer: unknown, sandbox: GateSandbox): Json {
  const source = asObject(answer);
  const warnings = "Warnings" in source ? { Warnings: viewWarnings(source.Warnings, sandbox) } : {};
  const warning = "Warning" in source ? { Warning: unmangleText(asString(source.Warning), sandbox) } : {};
  return { ...pick(source, ["Id"]), ...warnings, ...warning };
}

export function viewUpdated(answer: unknown, sandbox: GateSandbox): Json {
  const warnings = viewWarnings(asObject(answer).Warnings, sandbox);
  return { Warnings: warnings.length > 0 ? warnings : null };
}

export function viewTop(answer: unknown): Json {
  return pick(asObject(answer), ["Titles", "Processes"]);
}

const statsNames = [
  "read",
  "preread",
  "pids_stats",
  "blkio_stats",
  "num_procs",
  "storage_stats",
  "cpu_stats",
  "precpu_stats",
  "memory_stats",
  "id",
  "networks",
  "os_type",
] as const;

/** One answer of `GET /containers/{id}/stats`. */
export function viewStats(answer: unknown, sandbox: GateSandbox): Json {
  const source = asObject(answer);
  const name = `/${unmangle(sandbox.id, asString(source.name)) ?? ""}`;
  return { ...pick(source, statsNames), name };
}

export function viewChanges(answer: unknown): Json[] {
  return asList(answer).map((change) => pick(asObject(change), ["Path", "Kind"]));
}

/** The answer of `POST /containers/{id}/wait`. */
export function viewWait(answer: unknown, sandbox: GateSandbox): Json {
  const source = asObject(answer);
  const message = asString(asObject(source.Error).Message);
  const error = message === "" ? {} : { Error: { Message: unmangleText(message, sandbox) } };
  return { ...pick(source, ["StatusCode"]), ...error };
}

/** The answer of a prune of any kind. */
export function viewPruned(answer: unknown, sandbox: GateSandbox): Json {
  const source = asObject(answer);
  const shown: Json = pick(source, ["ContainersDeleted", "SpaceReclaimed"]);
  for (const kind of ["NetworksDeleted", "VolumesDeleted"]) {
    if (!(kind in source)) continue;
    if (source[kind] === null) shown[kind] = null;
    else shown[kind] = asStringList(source[kind]).map((name) => unmangle(sandbox.id, name) ?? name);
  }
  if ("ImagesDeleted" in source) {
    if (source.ImagesDeleted === null) return { ...shown, ImagesDeleted: null };
    shown.ImagesDeleted = asList(source.ImagesDeleted).map((item) => viewDeleted(asObject(item), sandbox));
  }
  return shown;
}

function viewDeleted(item: Json, sandbox: GateSandbox): Json {
  const untagged = asString(item.Untagged);
  if (untagged === "") return pick(item, ["Deleted"]);
  return { Untagged: unmangleTag(sandbox, untagged) ?? "" };
}
