import { between, copied, flag, list, map, matching, nested, refused, rewritten, text } from "./fields.ts";
import { mountFields } from "./mount-fields.ts";
import { engineError, refuse } from "./refusal.ts";

const mostMemory = 2 ** 46;

/** A ulimit; names and bounds are checked in ulimits.ts. */
const ulimitFields = {
  Name: copied(text(32)),
  Soft: copied(between(-1, 2 ** 40)),
  Hard: copied(between(-1, 2 ** 40)),
};

const restartPolicyFields = {
  Name: copied(text(64)),
  MaximumRetryCount: copied(between(-1000, 1000)),
};

const restartPolicies = ["", "no", "always", "unless-stopped", "on-failure"];

function restartPolicy(value: unknown, field: string) {
  const policy = nested(restartPolicyFields)(value, field);
  const { Name: name = "", MaximumRetryCount: count = 0 } = policy;
  if (!restartPolicies.includes(name)) {
    const known = "use one of 'no', 'always', 'on-failure', or 'unless-stopped'";
    throw engineError(400, `invalid restart policy: unknown policy '${name}'; ${known}`);
  }
  if (count < 0) throw engineError(400, "invalid restart policy: maximum retry count cannot be negative");
  if (count > 0 && name !== "on-failure") {
    const text = "maximum retry count can only be used with 'on-failure'";
    throw engineError(400, `invalid restart policy: ${text}`);
  }
  return policy;
}

/** Also an empty list: it would uncover them all. */
function unmasked(_value: unknown, field: string): never {
  throw refuse("masked-paths", { field });
}

const logConfigFields = {
  Type: rewritten(text(64)),
  Config: rewritten(map(text(), 32)),
};

const portBindingFields = { HostIp: rewritten(text(64)), HostPort: rewritten(text(16)) };

const portBindings = (value: unknown, field: string) =>
  map((item: unknown, name: string) =>
    item === null ? [] : list(nested(portBindingFields), 64)(item, name),
  )(value, field);

/** HostConfig and Resources of the Engine API, version 1.51: every field of them. */
export const hostConfigFields = {
  // What a container may use.
  CpuShares: copied(between(0, 1024)),
  Memory: rewritten(between(0, mostMemory)),
  CgroupParent: refused("cgroup"),
  BlkioWeight: copied(between(0, 500)),
  BlkioWeightDevice: refused("devices"),
  BlkioDeviceReadBps: refused("devices"),
  BlkioDeviceWriteBps: refused("devices"),
  BlkioDeviceReadIOps: refused("devices"),
  BlkioDeviceWriteIOps: refused("devices"),
  CpuPeriod: rewritten(between(0, 1_000_000)),
  CpuQuota: rewritten(between(0, 1_000_000_000)),
  CpuRealtimePeriod: refused("realtime"),
  CpuRealtimeRuntime: refused("realtime"),
  CpusetCpus: copied(matching(/^\d+(-\d+)?(,\d+(-\d+)?)*$/, "cpuset", 64)),
  CpusetMems: refused("cpuset"),
  Devices: refused("devices"),
  DeviceCgroupRules: refused("devices"),
  DeviceRequests: refused("devices"),
  KernelMemory: refused("kernel-memory"),
  KernelMemoryTCP: refused("kernel-memory"),
  MemoryReservation: rewritten(between(0, mostMemory)),
  MemorySwap: rewritten(between(-1, mostMemory)),
  MemorySwappiness: rewritten(between(-1, 100)),
  NanoCpus: rewritten(between(-(2 ** 50), 2 ** 50)),
  OomKillDisable: refused("oom-kill"),
  Init: copied(flag),
  PidsLimit: rewritten(between(-1, 2 ** 22)),
  Ulimits: rewritten(list(nested(ulimitFields), 32)),
  CpuCount: refused("windows-only"),
  CpuPercent: refused("windows-only"),
  IOMaximumIOps: refused("windows-only"),
  IOMaximumBandwidth: refused("windows-only"),
  // What it is connected to.
  Binds: rewritten(list(text(), 64)),
  ContainerIDFile: rewritten(text()),
  LogConfig: rewritten(nested(logConfigFields)),
  NetworkMode: rewritten(text()),
  PortBindings: rewritten(portBindings),
  RestartPolicy: copied(restartPolicy),
  AutoRemove: copied(flag),
  VolumeDriver: rewritten(matching(/^local$/, "volume-driver", 64)),
  VolumesFrom: rewritten(list(text(), 16)),
  Mounts: rewritten(list(nested(mountFields), 64)),
  ConsoleSize: copied(list(between(0, 10_000), 2)),
  Annotations: refused("annotations"),
  // What it may do.
  CapAdd: rewritten(list(text(64), 64)),
  CapDrop: rewritten(list(text(64), 64)),
  CgroupnsMode: copied(matching(/^private$/, "host-namespace", 64)),
  Dns: rewritten(list(text(64), 8)),
  DnsOptions: copied(list(matching(/^[a-z0-9-]+(?::\d+)?$/, "field-value"), 16)),
  DnsSearch: copied(list(matching(/^[\w.-]+$/, "field-value"), 16)),
  ExtraHosts: rewritten(list(text(512), 64)),
  GroupAdd: copied(list(text(64), 32)),
  IpcMode: rewritten(text()),
  Cgroup: refused("cgroup"),
  Links: rewritten(list(text(512), 32)),
  OomScoreAdj: copied(between(0, 1000)),
  PidMode: rewritten(text()),
  Privileged: refused("privileged"),
  PublishAllPorts: rewritten(flag),
  ReadonlyRootfs: copied(flag),
  SecurityOpt: rewritten(list(text(), 16)),
  StorageOpt: refused("storage-options"),
  Tmpfs: rewritten(map(text(), 16)),
  UTSMode: refused("host-namespace"),
  UsernsMode: refused("host-namespace"),
  ShmSize: rewritten(between(0, mostMemory)),
  Sysctls: refused("sysctls"),
  Runtime: refused("runtime"),
  Isolation: rewritten(matching(/^default$/, "windows-only", 32)),
  MaskedPaths: rewritten(unmasked),
  ReadonlyPaths: rewritten(unmasked),
};

/** The objects within, so that a test can compare each object of the API with its table. */
export const hostConfigParts = {
  LogConfig: logConfigFields,
  RestartPolicy: restartPolicyFields,
  Ulimit: ulimitFields,
  PortBinding: portBindingFields,
};
