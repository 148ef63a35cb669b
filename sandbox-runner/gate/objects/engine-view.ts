import { viewContainerSummary } from "./container-view.ts";
import type { Json } from "./gate-sandbox.ts";
import { isTenantOf } from "./gate-sandbox.ts";
import { viewImageSummary } from "./image-view.ts";
import { asList, asNumber, asObject, asString, pick } from "./read-answer.ts";
import { sharedSizes } from "./shared-size.ts";
import type { ViewContext } from "./view-context.ts";
import { viewVolume } from "./volume-view.ts";

const infoNames = [
  "Driver",
  "MemoryLimit",
  "SwapLimit",
  "CpuCfsPeriod",
  "CpuCfsQuota",
  "CPUShares",
  "CPUSet",
  "PidsLimit",
  "IPv4Forwarding",
  "OomKillDisable",
  "NCPU",
  "MemTotal",
  "CgroupDriver",
  "CgroupVersion",
  "KernelVersion",
  "OperatingSystem",
  "OSVersion",
  "OSType",
  "Architecture",
  "ServerVersion",
  "SystemTime",
] as const;

/** `GET /info`: an engine of the student's own, of the kind that is really there. */
export function viewInfo(info: unknown, { sandbox, inventory }: ViewContext): Json {
  const { containers, images } = inventory;
  const running = containers.filter((container) => container.state === "running").length;
  const paused = containers.filter((container) => container.state === "paused").length;
  return {
    ...pick(asObject(info), infoNames),
    ID: sandbox.id,
    Name: "composelab",
    Containers: containers.length,
    ContainersRunning: running,
    ContainersPaused: paused,
    ContainersStopped: containers.length - running - paused,
    Images: images.length,
    DriverStatus: [],
    Plugins: {
      Volume: ["local"],
      Network: ["bridge"],
      Authorization: null,
      Log: ["json-file", "local", "none"],
    },
    Debug: false,
    NFd: 0,
    NGoroutines: 0,
    NEventsListener: 0,
    LoggingDriver: "json-file",
    IndexServerAddress: "https://index.docker.io/v1/",
    RegistryConfig: { InsecureRegistryCIDRs: [], IndexConfigs: {}, Mirrors: null },
    GenericResources: null,
    DockerRootDir: "/var/lib/docker",
    HttpProxy: "",
    HttpsProxy: "",
    NoProxy: "",
    Labels: [],
    ExperimentalBuild: false,
    Runtimes: { runc: { path: "runc" } },
    DefaultRuntime: "runc",
    Swarm: {
      NodeID: "",
      NodeAddr: "",
      LocalNodeState: "inactive",
      ControlAvailable: false,
      Error: "",
      RemoteManagers: null,
    },
    LiveRestoreEnabled: false,
    Isolation: "",
    InitBinary: "docker-init",
    SecurityOptions: ["name=seccomp,profile=builtin"],
    Warnings: null,
  };
}

const versionNames = [
  "Platform",
  "Version",
  "ApiVersion",
  "MinAPIVersion",
  "Os",
  "Arch",
  "KernelVersion",
  "GoVersion",
  "GitCommit",
  "BuildTime",
] as const;

/** `GET /version`. */
export function viewVersion(version: unknown): Json {
  const source = asObject(version);
  const components = asList(source.Components).map((item) => {
    const component = asObject(item);
    return pick(component, ["Name", "Version", "Details"]);
  });
  return { ...pick(source, versionNames), Components: components };
}

/**
 * `GET /system/df`: what of the engine's disk is the student's.
 * @param usage the lists that were asked for, sizes included; a list that is absent was not asked for
 */
export function viewDiskUsage(
  usage: { Containers?: unknown; Images?: unknown; Volumes?: unknown },
  context: ViewContext,
): Json {
  const own = (item: unknown) => isTenantOf(context.sandbox, asObject(asObject(item).Labels));
  const viewOwn = (items: unknown, view: (item: unknown, context: ViewContext) => Json) =>
    items === undefined
      ? null
      : asList(items)
          .filter(own)
          .map((item) => view(item, context));
  const images = usage.Images === undefined ? null : viewImageUsage(usage.Images, context);
  return {
    LayersSize: layersSize(images ?? []),
    Images: images,
    Containers: viewOwn(usage.Containers, viewContainerSummary),
    Volumes: viewOwn(usage.Volumes, viewVolume),
  };
}

/** Images with what only this view tells of them: how much they share, and how many containers use them. */
function viewImageUsage(items: unknown, context: ViewContext): Json[] {
  const shared = sharedSizes(context.inventory.images);
  return asList(items).flatMap((item) => {
    const image = viewImageSummary(item, context);
    if (image === undefined) return [];
    const users = context.inventory.containers.filter((container) => container.image === image.Id);
    return [{ ...image, SharedSize: shared.get(asString(image.Id)) ?? 0, Containers: users.length }];
  });
}

/** Images that share equally much are taken to share the same. */
function layersSize(images: Json[]): number {
  const sizes = images.map((image) => ({ shared: asNumber(image.SharedSize), all: asNumber(image.Size) }));
  const shared = [...new Set(sizes.map((size) => size.shared))];
  const unique = sizes.map((size) => size.all - size.shared);
  return [...shared, ...unique].reduce((total, size) => total + size, 0);
}
