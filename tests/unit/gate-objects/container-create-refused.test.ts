import { describe, expect, test } from "vitest";
import { container, create, inventory, refusal } from "./support.ts";

type Case = [family: string, ...requests: Record<string, unknown>[]];

const hostConfigs: Case[] = [
  [
    "privileged containers",
    { Privileged: true },
    { Privileged: 1 },
    { privileged: true },
    { PRIVILEGED: "true" },
  ],
  [
    "binds outside the workspace",
    { Binds: ["/:/host"] },
    { Binds: ["/etc:/etc:ro"] },
    { Binds: ["/workspace/../etc:/x"] },
    { Binds: ["/workspace/a/../../etc:/x"] },
    { Binds: ["/workspacex:/x"] },
    { Binds: ["//etc:/x"] },
    { Binds: ["/./etc:/x"] },
    { Binds: ["/home/student:/x"] },
    { binds: ["/:/host"] },
    { Mounts: [{ Type: "bind", Source: "/", Target: "/x" }] },
    { Mounts: [{ Type: "bind", Source: "/workspace/../root", Target: "/x" }] },
    { Mounts: [{ Type: "bind", Source: "relative", Target: "/x" }] },
    { Mounts: [{ Type: "BIND", Source: "/workspace/a", Target: "/x" }] },
    { Mounts: [{ type: "bind", source: "/", target: "/x" }] },
  ],
  [
    "the engine's socket",
    { Binds: ["/var/run/docker.sock:/var/run/docker.sock"] },
    { Binds: ["/run/docker.sock:/x"] },
    { Binds: ["/run/composelab/docker.sock:/x"] },
    { Mounts: [{ Type: "bind", Source: "/var/run/docker.sock", Target: "/x" }] },
  ],
  [
    "other kinds of mounts",
    { Mounts: [{ Type: "image", Source: "busybox", Target: "/x" }] },
    { Mounts: [{ Type: "cluster", Source: "x", Target: "/x" }] },
    { Mounts: [{ Type: "npipe", Source: "x", Target: "/x" }] },
    { Mounts: [{ Source: "/workspace", Target: "/x" }] },
    { Mounts: [{ Type: "volume", Source: "data", Target: "/x", ImageOptions: { Subpath: "x" } }] },
  ],
  [
    "mount propagation",
    { Binds: ["/workspace/a:/a:rshared"] },
    { Binds: ["/workspace/a:/a:ro,slave"] },
    {
      Mounts: [
        { Type: "bind", Source: "/workspace/a", Target: "/a", BindOptions: { Propagation: "shared" } },
      ],
    },
  ],
  [
    "volume driver options",
    { VolumeDriver: "nfs" },
    { Mounts: [{ Type: "volume", Target: "/x", VolumeOptions: { DriverConfig: { Name: "nfs" } } }] },
    {
      Mounts: [
        {
          Type: "volume",
          Target: "/x",
          VolumeOptions: { DriverConfig: { Options: { type: "none", o: "bind", device: "/" } } },
        },
      ],
    },
  ],
  [
    "volumes with names of the platform",
    { Binds: ["../x:/x"] },
    { Binds: ["a/b:/x"] },
    { Mounts: [{ Type: "volume", Source: "/etc", Target: "/x" }] },
    {
      Mounts: [
        { Type: "volume", Source: "x", Target: "/x", VolumeOptions: { Labels: { "composelab.role": "x" } } },
      ],
    },
  ],
  [
    "what is not the student's",
    { VolumesFrom: ["other"] },
    { VolumesFrom: ["f".repeat(64)] },
    { NetworkMode: "container:other" },
    { NetworkMode: "sxyz987654--work_default" },
    { NetworkMode: "other_default" },
    { NetworkMode: "f".repeat(64) },
    { PidMode: "container:other" },
    { IpcMode: "container:other" },
    { Links: ["other:db"] },
  ],
  [
    "namespaces of the host",
    { NetworkMode: "host" },
    { NetworkMode: "ns:/proc/1/ns/net" },
    { PidMode: "host" },
    { PidMode: "private" },
    { IpcMode: "host" },
    { IpcMode: "HOST" },
    { UTSMode: "host" },
    { UsernsMode: "host" },
    { CgroupnsMode: "host" },
    { Cgroup: "container:other" },
  ],
  [
    "capabilities",
    { CapAdd: ["ALL"] },
    { CapAdd: ["SYS_ADMIN"] },
    { CapAdd: ["cap_net_admin"] },
    { CapAdd: ["NET_RAW"] },
    { CapAdd: ["CHOWN", "SYS_PTRACE"] },
    { Capabilities: ["CAP_SYS_ADMIN"] },
  ],
  [
    "security options",
    { SecurityOpt: ["seccomp=unconfined"] },
    { SecurityOpt: ["seccomp:unconfined"] },
    { SecurityOpt: ["label=disable"] },
    { SecurityOpt: ["label:disable"] },
    { SecurityOpt: ["apparmor=unconfined"] },
    { SecurityOpt: ["systempaths=unconfined"] },
    { SecurityOpt: ["no-new-privileges:false"] },
    { SecurityOpt: ["no-new-privileges=false"] },
    { SecurityOpt: ["NO-NEW-PRIVILEGES:true"] },
    { SecurityOpt: ["credentialspec=file://x"] },
  ],
  ["kernel paths", { MaskedPaths: ["/proc/x"] }, { ReadonlyPaths: ["/proc/x"] }],
  [
    "devices",
    { Devices: [{ PathOnHost: "/dev/sda" }] },
    { DeviceRequests: [{ Driver: "nvidia" }] },
    { DeviceCgroupRules: ["a *:* rwm"] },
    { BlkioDeviceReadBps: [{ Path: "/dev/sda", Rate: 1 }] },
    { BlkioWeightDevice: [{ Path: "/dev/sda", Weight: 10 }] },
  ],
  [
    "what the operator decides",
    { Runtime: "runc" },
    { Runtime: "evil" },
    { Annotations: { a: "b" } },
    { Sysctls: { "net.ipv4.ip_forward": "1" } },
    { CgroupParent: "/" },
    { StorageOpt: { size: "1G" } },
    { Isolation: "hyperv" },
    { CpusetMems: "0" },
    { CpuRealtimeRuntime: 1000 },
    { KernelMemory: 1 },
  ],
  [
    "log drivers that connect somewhere",
    ...["syslog", "gelf", "fluentd", "awslogs", "splunk", "journald", "gcplogs", "JSON-FILE", "evil"].map(
      (Type) => ({
        LogConfig: { Type },
      }),
    ),
    { LogConfig: { Type: "json-file", Config: { "syslog-address": "tcp://x" } } },
    { LogConfig: { Type: "json-file", Config: { tag: "{{printf 1}}" } } },
    { LogConfig: { Type: "json-file", Config: { "max-size": "huge" } } },
  ],
  [
    "lines of a resolver's file",
    { DnsSearch: ["a\nnameserver 8.8.8.8"] },
    { DnsOptions: ["ndots:1\nnameserver 8.8.8.8"] },
  ],
  [
    "names for the host",
    { ExtraHosts: ["host.docker.internal:host-gateway"] },
    { ExtraHosts: ["a=HOST-GATEWAY"] },
    { ExtraHosts: ["nonsense"] },
  ],
  [
    "limits without bound",
    { Memory: -1 },
    { Memory: 2 ** 40 },
    { Memory: "1g" },
    { Memory: 1.5 },
    { MemorySwap: -2 },
    { NanoCpus: -1 },
    { NanoCpus: 64e9 },
    { CpuQuota: 100_000_000 },
    { CpuQuota: -1 },
    { PidsLimit: 100_000 },
    { ShmSize: 2 ** 34 },
    { ShmSize: -1 },
    { OomKillDisable: true },
    { OomScoreAdj: -1000 },
    { CpuShares: 100_000 },
    { Tmpfs: { "/x": "size=100g" } },
    { Tmpfs: { "/x": "size=50%" } },
    { Tmpfs: { "/x": "rw,suid" } },
    { Tmpfs: { "/x": "dev" } },
    { Tmpfs: { "/x": "nr_inodes=0" } },
    { Mounts: [{ Type: "tmpfs", Target: "/x", TmpfsOptions: { SizeBytes: 2 ** 40 } }] },
    { Mounts: [{ Type: "tmpfs", Target: "/x", TmpfsOptions: { Options: [["suid"]] } }] },
    { Mounts: [{ Type: "tmpfs", Source: "x", Target: "/x" }] },
    { Ulimits: [{ Name: "nofile", Soft: 1, Hard: 10_000_000 }] },
    { Ulimits: [{ Name: "memlock", Soft: -1, Hard: -1 }] },
    { Ulimits: [{ Name: "rtprio", Soft: 1, Hard: 1 }] },
    { Ulimits: [{ Name: "__proto__", Soft: 1, Hard: 1 }] },
    { Ulimits: [{ Name: "constructor", Soft: 1, Hard: 1 }] },
  ],
  [
    "restart policies that are none",
    { RestartPolicy: { Name: "sometimes" } },
    { RestartPolicy: { Name: "always", Delay: 1 } },
  ],
  [
    "ports that are none of the virtual host",
    { PortBindings: { "80/sctp": [{ HostPort: "80" }] } },
    { PortBindings: { "80/tcp": [{ HostIp: "192.168.1.1", HostPort: "80" }] } },
    { PortBindings: { "80/tcp": [{ HostPort: "99999" }] } },
    { PortBindings: { "0/tcp": [{ HostPort: "80" }] } },
    { PortBindings: { "80/tcp": [{ HostPort: "80", Extra: 1 }] } },
    { PortBindings: Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`${at + 1}/tcp`, [{}]])) },
  ],
  [
    "unknown fields",
    { Unknown: 1 },
    { mounts: [1] },
    { "": 1 },
    { __proto__x: 1 },
    { toString: 1 },
    { constructor: "x" },
  ],
  [
    "values of the wrong kind",
    { Binds: "x" },
    { Binds: [1] },
    { Mounts: {} },
    { Mounts: [null] },
    { NetworkMode: ["host"] },
    { SecurityOpt: "seccomp=unconfined" },
    { CapAdd: { "0": "ALL" } },
    { Tmpfs: ["/x"] },
    { PortBindings: [], Privileged: [1] },
    { LogConfig: "syslog" },
    { RestartPolicy: "always" },
  ],
];

describe("HostConfig", () => {
  for (const [family, ...requests] of hostConfigs) {
    test.each(requests)(`${family} must be refused: %j`, (request) => {
      const { status, message } = refusal(() => create(request));
      expect([400, 403, 404]).toContain(status);
      expect(message).toMatch(/\S/);
      expect(message).not.toMatch(/\{\w+\}/);
    });
  }
});

const configs: Case[] = [
  [
    "labels of the lab",
    { Labels: { "composelab.sandbox": "sxyz987654" } },
    { Labels: { "composelab.role": "toolbox" } },
    { Labels: { "COMPOSELAB.role": "toolbox" } },
    { Labels: { " composelab.role": "x" } },
    { Labels: { composelab: "x" } },
    { Labels: { a: 1 } },
    { Labels: ["composelab.role=x"] },
  ],
  [
    "images that are not the student's",
    { Image: "" },
    { Image: "ubuntu" },
    { Image: "composelab/nginx:alpine" },
    { Image: "composelab/toolbox:1" },
    { Image: "sxyz987654--app" },
    { Image: `sha256:${"f".repeat(64)}` },
    { Image: "f".repeat(64) },
    { Image: "ffffffffffff" },
    { Image: `nginx@sha256:${"1".repeat(64)}` },
    { Image: ["nginx"] },
  ],
  [
    "health checks that storm",
    { Healthcheck: { Test: ["CMD", "true"], Interval: 1_000_000 } },
    { Healthcheck: { Test: ["CMD", "true"], StartInterval: 1_000_000 } },
    { Healthcheck: { Test: ["CMD", "true"], Interval: -1 } },
    { Healthcheck: { Test: ["CMD", "true"], Retries: -1 } },
    { Healthcheck: { Test: "true" } },
    { Healthcheck: { Unknown: 1 } },
  ],
  ["stops that last", { StopTimeout: 31_536_000 }, { StopTimeout: -1 }, { StopSignal: "KILL; rm" }],
  [
    "unknown fields",
    { Unknown: true },
    { image: "nginx" },
    { hostconfig: { Privileged: true } },
    { HostConfig2: { a: 1 } },
  ],
  ["what only the engine reports", { OnBuild: ["RUN x"] }, { ArgsEscaped: true }],
  ["addresses of many machines", { MacAddress: "01:00:5e:00:00:01" }, { MacAddress: "nonsense" }],
  [
    "endpoint settings that reach further",
    {
      NetworkingConfig: {
        EndpointsConfig: { work_default: { DriverOpts: { "com.docker.network.endpoint.sysctls": "x" } } },
      },
    },
    { NetworkingConfig: { EndpointsConfig: { work_default: { Aliases: ["composelab-gate"] } } } },
    { NetworkingConfig: { EndpointsConfig: { work_default: { Aliases: ["ComposeLab.internal"] } } } },
    { NetworkingConfig: { EndpointsConfig: { work_default: { Aliases: ["a b"] } } } },
    { NetworkingConfig: { EndpointsConfig: { work_default: { Links: ["other:db"] } } } },
    {
      NetworkingConfig: {
        EndpointsConfig: { work_default: { IPAMConfig: { LinkLocalIPs: ["169.254.1.1"] } } },
      },
    },
    { NetworkingConfig: { EndpointsConfig: { work_default: { IPAMConfig: { IPv4Address: "999.1.1.1" } } } } },
    { NetworkingConfig: { EndpointsConfig: { work_default: { EndpointID: "x" } } } },
    { NetworkingConfig: { EndpointsConfig: { host: {} } } },
    { NetworkingConfig: { EndpointsConfig: { other_net: {} } } },
    { NetworkingConfig: { Unknown: 1 } },
  ],
];

describe("ContainerConfig and NetworkingConfig", () => {
  for (const [family, ...requests] of configs) {
    test.each(requests)(`${family} must be refused: %j`, (request) => {
      const { status, message } = refusal(() => create({}, request));
      expect([400, 403, 404]).toContain(status);
      expect(message).not.toMatch(/\{\w+\}/);
    });
  }
});

describe("the budget", () => {
  test("a container beyond the number must be refused with what is used", () => {
    const containers = Array.from({ length: 20 }, (_, index) => container(`c${index}`));
    const { message, reason } = refusal(() => create({}, {}, inventory({ containers })));
    expect(message).toContain("may have 20 containers and has 20");
    expect(reason).toEqual({ code: "gate.limit-containers", params: { limit: 20, used: 20 } });
  });

  test("memory beyond the sum must be refused with what is left", () => {
    const resources = { memory: 2560 * 2 ** 20, nanoCpus: 0, pids: 0 };
    const containers = [container("big", { resources })];
    const request = { Memory: 1024 * 2 ** 20 };
    expect(refusal(() => create(request, {}, inventory({ containers }))).message).toContain(
      "512 MiB are left",
    );
    const stopped = [container("big", { resources, state: "exited" })];
    expect(create(request, {}, inventory({ containers: stopped })).resources.memory).toBe(2 ** 30);
  });

  test("a conflict that the engine would report must be reported in its words", () => {
    expect(refusal(() => create({ Binds: ["/workspace/a:/x", "data:/x/"] })).message).toBe(
      "Duplicate mount point: /x",
    );
    expect(refusal(() => create({ Binds: ["data:/"] })).message).toContain("destination can't be '/'");
    expect(refusal(() => create({ Binds: ["data:rel"] })).message).toContain("mount path must be absolute");
    expect(refusal(() => create({ Binds: ["data:/x:bogus"] })).message).toBe("invalid mode: bogus");
    expect(refusal(() => create({ Binds: [":/x"] })).message).toBe("invalid volume specification: ':/x'");
    expect(refusal(() => create({ NanoCpus: 1e9, CpuQuota: 1000 })).message).toContain("Conflicting options");
    expect(refusal(() => create({}, { Image: "ubuntu" }))).toMatchObject({
      status: 404,
      message: "No such image: ubuntu:latest",
    });
  });
});
