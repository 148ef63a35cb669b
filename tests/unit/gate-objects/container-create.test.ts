import { describe, expect, test } from "vitest";
import { publishedPortsOf } from "../../../sandbox-runner/gate/objects/published-ports.ts";
import { asList, asObject, asString, asStringMap } from "../../../sandbox-runner/gate/objects/read-answer.ts";
import { readStudentView } from "../../../sandbox-runner/gate/objects/student-view.ts";
import { builtHost, container, create, hex, inventory, refusal, sandbox } from "./support.ts";

const labelsOf = (body: unknown) => asStringMap(asObject(body).Labels);
const mountsOf = (host: unknown) => asList(asObject(host).Mounts).map(asObject);

/** What `docker run busybox` of Docker 28 sends. */
const cliHostConfig = {
  Binds: null,
  ContainerIDFile: "",
  LogConfig: { Type: "", Config: {} },
  NetworkMode: "default",
  PortBindings: {},
  RestartPolicy: { Name: "no", MaximumRetryCount: 0 },
  AutoRemove: true,
  VolumeDriver: "",
  VolumesFrom: null,
  ConsoleSize: [24, 80],
  CapAdd: null,
  CapDrop: null,
  CgroupnsMode: "",
  Dns: [],
  DnsOptions: [],
  DnsSearch: [],
  ExtraHosts: null,
  GroupAdd: null,
  IpcMode: "",
  Cgroup: "",
  Links: null,
  OomScoreAdj: 0,
  PidMode: "",
  Privileged: false,
  PublishAllPorts: false,
  ReadonlyRootfs: false,
  SecurityOpt: null,
  UTSMode: "",
  UsernsMode: "",
  ShmSize: 0,
  Isolation: "",
  CpuShares: 0,
  Memory: 0,
  NanoCpus: 0,
  CgroupParent: "",
  BlkioWeight: 0,
  BlkioWeightDevice: [],
  BlkioDeviceReadBps: [],
  BlkioDeviceWriteBps: [],
  BlkioDeviceReadIOps: [],
  BlkioDeviceWriteIOps: [],
  CpuPeriod: 0,
  CpuQuota: 0,
  CpuRealtimePeriod: 0,
  CpuRealtimeRuntime: 0,
  CpusetCpus: "",
  CpusetMems: "",
  Devices: [],
  DeviceCgroupRules: null,
  DeviceRequests: null,
  MemoryReservation: 0,
  MemorySwap: 0,
  MemorySwappiness: -1,
  OomKillDisable: false,
  PidsLimit: 0,
  Ulimits: [],
  CpuCount: 0,
  CpuPercent: 0,
  IOMaximumIOps: 0,
  IOMaximumBandwidth: 0,
  MaskedPaths: null,
  ReadonlyPaths: null,
};

describe("a request of the docker command", () => {
  test("must be allowed, with everything that the lab adds", () => {
    const creation = create(cliHostConfig, {
      Hostname: "",
      Cmd: ["sh"],
      Labels: { mine: "1" },
      NetworkingConfig: {
        EndpointsConfig: {
          default: {
            IPAMConfig: null,
            Links: null,
            Aliases: null,
            MacAddress: "",
            DriverOpts: null,
            GwPriority: 0,
            NetworkID: "",
            EndpointID: "",
            Gateway: "",
            IPAddress: "",
            IPPrefixLen: 0,
            IPv6Gateway: "",
            GlobalIPv6Address: "",
            GlobalIPv6PrefixLen: 0,
            DNSNames: null,
          },
        },
      },
    });
    expect(creation).toMatchObject({
      name: "web",
      query: { name: "sabc123456--web" },
      needsDefaultNetwork: true,
      body: {
        Image: "composelab/busybox:latest",
        Labels: {
          mine: "1",
          "composelab.sandbox": "sabc123456",
          "composelab.role": "tenant",
          "composelab.owner": "1-2",
        },
        HostConfig: {
          NetworkMode: "sabc123456--bridge",
          SecurityOpt: ["no-new-privileges:true"],
          Memory: sandbox.limits.containerMemory,
          MemorySwap: sandbox.limits.containerMemory,
          PidsLimit: sandbox.limits.containerPids,
          NanoCpus: sandbox.limits.containerNanoCpus,
          LogConfig: { Type: "json-file", Config: { "max-file": "1" } },
          Dns: ["127.0.0.1"],
        },
        NetworkingConfig: { EndpointsConfig: { "sabc123456--bridge": {} } },
      },
    });
    const host = asObject(creation.body.HostConfig);
    expect(host.CapDrop).toEqual(expect.arrayContaining(["MKNOD", "NET_RAW"]));
    expect(host).not.toHaveProperty("PortBindings");
    expect(host).not.toHaveProperty("Binds");
  });

  test("a fixed address is taken from where Compose writes it twice, and passed on once", () => {
    const written = { IPAMConfig: { IPv4Address: "10.213.7.3" }, IPAddress: "10.213.7.3" };
    const creation = create(
      { NetworkMode: "bridge" },
      { NetworkingConfig: { EndpointsConfig: { bridge: written } } },
    );
    const { EndpointsConfig } = asObject(creation.body.NetworkingConfig);
    expect(EndpointsConfig).toEqual({ "sabc123456--bridge": { IPAMConfig: { IPv4Address: "10.213.7.3" } } });
  });

  test("a cgroup and a runtime of the lab must be set where there are any", () => {
    const lab = { ...sandbox, cgroupParent: "/composelab/s", runtime: "runsc" };
    expect(lab.cgroupParent).toBe("/composelab/s");
  });
});

describe("workspace binds", () => {
  const binds: [written: string, subpath: string | undefined, readOnly: boolean][] = [
    ["/workspace/nginx.conf:/etc/nginx/nginx.conf:ro", "nginx.conf", true],
    ["/workspace/html:/usr/share/nginx/html", "html", false],
    ["/workspace/a/./b//c/:/x:rw", "a/b/c", false],
    ["/workspace/a/../b:/x:z", "b", false],
    ["/workspace:/app:ro,z", undefined, true],
    ["/workspace/:/app", undefined, false],
  ];
  test.each(binds)("%s must become a mount of the workspace volume", (written, subpath, readOnly) => {
    const [mount] = mountsOf(builtHost({ Binds: [written] }));
    expect(mount).toMatchObject({ Type: "volume", Source: "sabc123456-workspace", ReadOnly: readOnly });
    expect(asObject(mount?.VolumeOptions)).toEqual({ NoCopy: true, ...(subpath && { Subpath: subpath }) });
  });

  test("a missing source must be made for a bind, and be an error for a mount", () => {
    const mount = { Type: "bind", Source: "/workspace/b", Target: "/b" };
    const creation = create({
      Binds: ["/workspace/a:/a", "/workspace:/all"],
      Mounts: [
        mount,
        { ...mount, Source: "/workspace/c", Target: "/c", BindOptions: { CreateMountpoint: true } },
      ],
    });
    expect(creation.createDirectories).toEqual(["a", "c"]);
    expect(creation.mustExist).toEqual(["b"]);
  });
});

describe("volumes", () => {
  test("a named volume must be the student's, and be made with the lab's labels when it is new", () => {
    const creation = create({ Binds: ["data:/data", "fresh:/fresh:nocopy"] });
    expect(mountsOf(creation.body.HostConfig)).toMatchObject([
      { Source: "sabc123456--data", Target: "/data" },
      { Source: "sabc123456--fresh", Target: "/fresh", VolumeOptions: { NoCopy: true } },
    ]);
    expect(creation.createVolumes).toHaveLength(1);
    expect(creation.createVolumes[0]?.body).toMatchObject({
      Name: "sabc123456--fresh",
      Labels: { "composelab.sandbox": "sabc123456", "composelab.role": "tenant" },
    });
  });

  test("anonymous volumes, the image's included, must carry the lab's labels", () => {
    const creation = create({}, { Image: "postgres:13", Volumes: { "/extra": {} } });
    expect(creation.anonymousVolumes).toBe(2);
    for (const mount of mountsOf(creation.body.HostConfig)) {
      expect(mount.Source).toBeUndefined();
      expect(asObject(asObject(mount.VolumeOptions).Labels)["composelab.sandbox"]).toBe("sabc123456");
    }
  });

  test("what is mounted over an image's volume must win", () => {
    const creation = create({ Binds: ["data:/var/lib/postgresql/data/"] }, { Image: "postgres:13" });
    expect(creation.anonymousVolumes).toBe(0);
  });

  test("volumes must be taken over from an own container only, with its binds", () => {
    const from = container("old", {
      mounts: [
        { volume: "sabc123456--data", destination: "/data", writable: true },
        { volume: "sabc123456-workspace", destination: "/conf", writable: false },
        { volume: "sabc123456-workspace", destination: "/unknown", writable: true },
      ],
      binds: { "/conf": { source: "/workspace/conf", mode: "ro" } },
    });
    const has = inventory({ containers: [from] });
    expect(mountsOf(builtHost({ VolumesFrom: ["old:ro"] }, {}, has))).toEqual([
      { Type: "volume", Source: "sabc123456--data", ReadOnly: true, Target: "/data" },
      {
        Type: "volume",
        Source: "sabc123456-workspace",
        ReadOnly: true,
        Target: "/conf",
        VolumeOptions: { NoCopy: true, Subpath: "conf" },
      },
    ]);
  });

  test("a tmpfs must always have a size", () => {
    expect(builtHost({ Tmpfs: { "/run": "", "/tmp/": "rw,noexec,mode=1777,size=1m" } }).Tmpfs).toEqual({
      "/run": "size=67108864",
      "/tmp": "rw,noexec,mode=1777,size=1048576",
    });
    expect(mountsOf(builtHost({ Mounts: [{ Type: "tmpfs", Target: "/x" }] }))).toEqual([
      { Type: "tmpfs", ReadOnly: false, Target: "/x", TmpfsOptions: { SizeBytes: 67108864 } },
    ]);
  });
});

describe("networks", () => {
  test("a container must be known by its own name on the student's networks", () => {
    const creation = create(
      { NetworkMode: "work_default" },
      {
        NetworkingConfig: {
          EndpointsConfig: { work_default: { Aliases: ["api"], IPAMConfig: { IPv4Address: "10.213.0.5" } } },
        },
      },
    );
    expect(creation.body.NetworkingConfig).toEqual({
      EndpointsConfig: {
        "sabc123456--work_default": { Aliases: ["api", "web"], IPAMConfig: { IPv4Address: "10.213.0.5" } },
      },
    });
  });

  test("links must name the engine's containers", () => {
    const has = inventory({ containers: [container("db")] });
    const creation = create({ NetworkMode: "work_default", Links: ["db:database"] }, {}, has);
    expect(creation.body.NetworkingConfig).toMatchObject({
      EndpointsConfig: { "sabc123456--work_default": { Links: ["sabc123456--db:database"] } },
    });
  });

  test("namespaces of the student's own containers can be shared, by id", () => {
    const has = inventory({ containers: [container("db")] });
    const host = builtHost(
      { NetworkMode: "container:db", PidMode: "container:db", IpcMode: "shareable" },
      {},
      has,
    );
    expect(host).toMatchObject({ NetworkMode: `container:${hex("a")}`, PidMode: `container:${hex("a")}` });
    expect(host).not.toHaveProperty("Sysctls");
    const published = { NetworkMode: "container:db", PortBindings: { "80/tcp": [{ HostPort: "80" }] } };
    expect(refusal(() => create(published, {}, has)).message).toContain(
      "conflicting options: port publishing",
    );
  });

  test("no network must mean none", () => {
    expect(builtHost({ NetworkMode: "none" })).toMatchObject({ NetworkMode: "none" });
    expect(create({ NetworkMode: "none" }).body.NetworkingConfig).toEqual({ EndpointsConfig: {} });
  });

  test("a resolver must be one of the lab's", () => {
    expect(builtHost({ Dns: ["8.8.8.8", "10.213.4.2"] }).Dns).toEqual(["10.213.4.2"]);
    expect(builtHost({ Dns: ["10.255.255.53"] }).Dns).toEqual(["127.0.0.1"]);
  });
});

describe("published ports", () => {
  test("must stay with the gate, and be readable from the labels", () => {
    const PortBindings = {
      "80/tcp": [
        { HostIp: "", HostPort: "8080" },
        { HostIp: "127.0.0.1", HostPort: "" },
      ],
      "53/udp": [
        { HostIp: "::1", HostPort: "53" },
        { HostIp: "0.0.0.0", HostPort: "5300-5310" },
      ],
      "81/tcp": null,
    };
    const creation = create({ PortBindings });
    expect(creation.publishes).toEqual([
      { containerPort: 80, protocol: "tcp", hostIp: "", hostPort: 8080 },
      { containerPort: 80, protocol: "tcp", hostIp: "127.0.0.1", hostPort: 0 },
      { containerPort: 53, protocol: "udp", hostIp: "::1", hostPort: 53 },
      { containerPort: 53, protocol: "udp", hostIp: "0.0.0.0", hostPort: 5300, lastHostPort: 5310 },
    ]);
    expect(publishedPortsOf(labelsOf(creation.body))).toEqual(creation.publishes);
    expect(JSON.stringify(creation.body.HostConfig)).not.toContain("8080");
  });

  test("all exposed ports must include the image's", () => {
    const creation = create(
      { PublishAllPorts: true },
      { Image: "nginx:alpine", ExposedPorts: { "443/tcp": {} } },
    );
    expect(creation.publishes.map((port) => port.containerPort)).toEqual([443, 80]);
  });
});

describe("limits", () => {
  test("what is asked for must be given within the budget", () => {
    const host = builtHost({ Memory: 512 * 2 ** 20, NanoCpus: 5e8, PidsLimit: 50, MemorySwap: -1 });
    expect(host).toMatchObject({ Memory: 2 ** 29, MemorySwap: 2 ** 29, NanoCpus: 5e8, PidsLimit: 50 });
    expect(builtHost({ CpuQuota: 50_000 })).toMatchObject({ CpuQuota: 50_000 });
    expect(builtHost({ CpuQuota: 50_000 })).not.toHaveProperty("NanoCpus");
  });

  test("log files must be cut to the lab's size", () => {
    const LogConfig = {
      Type: "json-file",
      Config: { "max-size": "1g", "max-file": "4", labels: "a,composelab.sandbox" },
    };
    expect(builtHost({ LogConfig }).LogConfig).toEqual({
      Type: "json-file",
      Config: { labels: "a", "max-size": String(sandbox.limits.logSize / 4), "max-file": "4" },
    });
  });

  test("the driver local must keep five files where it is not told how many, as Docker does", () => {
    const LogConfig = { Type: "local", Config: { "max-size": "40k" } };
    expect(builtHost({ LogConfig }).LogConfig).toEqual({
      Type: "local",
      Config: { "max-size": String(40 * 1024), "max-file": "5" },
    });
  });

  test("capabilities can be given up, and those that stay can be named", () => {
    expect(builtHost({ CapDrop: ["ALL"], CapAdd: ["CAP_CHOWN", "net_bind_service"] })).toMatchObject({
      CapAdd: ["CHOWN", "NET_BIND_SERVICE"],
      CapDrop: expect.arrayContaining(["ALL", "NET_RAW"]),
    });
  });

  test("hardening that the student asks for must be kept", () => {
    const request = {
      ReadonlyRootfs: true,
      SecurityOpt: ["no-new-privileges"],
      Init: true,
      GroupAdd: ["100"],
      Ulimits: [{ Name: "nofile", Soft: 1024, Hard: 2048 }],
      ShmSize: 2 ** 20,
    };
    expect(builtHost(request)).toMatchObject({ ...request, SecurityOpt: ["no-new-privileges:true"] });
  });
});

describe("what the student wrote", () => {
  test("must be kept in a label, without secrets of the lab", () => {
    const { body } = create({ Binds: ["/workspace/a:/a:ro"], Memory: 2 ** 28, NetworkMode: "work_default" });
    const view = readStudentView(labelsOf(body));
    expect(view).toMatchObject({
      name: "web",
      image: "busybox",
      host: { Binds: ["/workspace/a:/a:ro"], Memory: 2 ** 28, NetworkMode: "work_default" },
      binds: { "/a": { source: "/workspace/a", mode: "ro" } },
    });
  });

  test("an image's labels must not be able to speak for the gate", () => {
    for (const name of [
      "composelab.ports",
      "composelab.view",
      "composelab.ephemeral-ports",
      "composelab.resources",
    ]) {
      expect(labelsOf(create().body)).toHaveProperty([name]);
    }
  });

  test("too much to keep must be refused", () => {
    const Binds = Array.from({ length: 60 }, (_, index) => `/workspace/${"x".repeat(1500)}:/m${index}`);
    expect(refusal(() => create({ Binds })).status).toBe(400);
  });
});

test("an image must be found by tag, own tag, id and beginning of an id", () => {
  const written: [string, string][] = [
    ["nginx:alpine", "composelab/nginx:alpine"],
    ["docker.io/library/busybox", "composelab/busybox:latest"],
    ["work-api", "sabc123456--work-api:latest"],
    [`sha256:${hex("1")}`, `sha256:${hex("1")}`],
    [hex("4"), `sha256:${hex("4")}`],
    [hex("2").slice(0, 12), `sha256:${hex("2")}`],
  ];
  for (const [Image, expected] of written) expect(asString(create({}, { Image }).body.Image)).toBe(expected);
});
