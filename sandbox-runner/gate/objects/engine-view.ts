import { viewContainerSummary } from "./container-view.ts";
import type { Json } from "./gate-sandbox.ts";
import { isTenantOf } from "./gate-sandbox.ts";
import { viewImageSummary } from "./image-view.ts";
import { asList, asNumber, asObject, pick } from "./read-answer.ts";
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

/** `GET /system/df`: what of the engine's disk is the student's. */
export function viewDiskUsage(usage: unknown, context: ViewContext): Json {
  const source = asObject(usage);
  const own = (item: unknown) => isTenantOf(context.sandbox, asObject(asObject(item).Labels));
  const images = asList(source.Images)
    .map((item) => viewImageSummary(item, context))
    .filter((image) => image !== undefined);
  return {
    LayersSize: images.map((image) => asNumber(image.Size)).reduce((total, size) => total + size, 0),
    Images: images,
    Containers: asList(source.Containers)
      .filter(own)
      .map((item) => viewContainerSummary(item, context)),
    Volumes: asList(source.Volumes)
      .filter(own)
      .map((item) => viewVolume(item, context)),
    BuildCache: [],
    BuilderSize: 0,
  };
}
