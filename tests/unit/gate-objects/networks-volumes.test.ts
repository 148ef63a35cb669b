import { describe, expect, test } from "vitest";
import { decideContainerRename } from "../../../sandbox-runner/gate/objects/container-rename.ts";
import { decideContainerUpdate } from "../../../sandbox-runner/gate/objects/container-update.ts";
import {
  decideExecCreate,
  decideExecStart,
  viewExec,
} from "../../../sandbox-runner/gate/objects/exec-create.ts";
import { type Json, tenantLabels } from "../../../sandbox-runner/gate/objects/gate-sandbox.ts";
import {
  findContainer,
  findNetwork,
  findVolume,
  ownNetwork,
} from "../../../sandbox-runner/gate/objects/inventory.ts";
import {
  decideNetworkConnect,
  decideNetworkDisconnect,
} from "../../../sandbox-runner/gate/objects/network-connect.ts";
import {
  checkNetworkRemovable,
  decideDefaultNetwork,
  decideNetworkCreate,
} from "../../../sandbox-runner/gate/objects/network-create.ts";
import {
  allocateSubnet,
  contains,
  overlaps,
  parseCidr,
} from "../../../sandbox-runner/gate/objects/subnet-pool.ts";
import { decideVolumeCreate } from "../../../sandbox-runner/gate/objects/volume-create.ts";
import { container, hex, inventory, network, refusal, sandbox, volume } from "./support.ts";

const createNetwork = (body: Json, used: string[] = [], has = inventory()) =>
  decideNetworkCreate({ Name: "back", ...body }, { sandbox, inventory: has, used });
const createVolume = (body: Json, has = inventory()) =>
  decideVolumeCreate(body, { sandbox, inventory: has, random: () => 0.5 });

describe("a network", () => {
  test("must be a bridge of the lab with what was asked for", () => {
    // What Compose 2.40 sends for a network with `internal: true`.
    const request = {
      CheckDuplicate: true,
      Driver: "bridge",
      Scope: "",
      EnableIPv4: null,
      EnableIPv6: false,
      IPAM: { Driver: "", Options: null, Config: null },
      Internal: true,
      Attachable: true,
      Ingress: false,
      ConfigOnly: false,
      ConfigFrom: null,
      Options: null,
      Labels: { "com.docker.compose.network": "back" },
    };
    expect(createNetwork(request, ["10.213.0.0/28", "172.17.0.0/16"])).toMatchObject({
      name: "back",
      subnet: "10.213.0.16/28",
      chosen: false,
      body: {
        Name: "sabc123456--back",
        Driver: "bridge",
        Internal: true,
        Attachable: true,
        IPAM: { Config: [{ Subnet: "10.213.0.16/28", Gateway: "10.213.0.17" }] },
        Labels: {
          "com.docker.compose.network": "back",
          "composelab.sandbox": "sabc123456",
          "composelab.role": "tenant",
        },
      },
    });
    expect(createNetwork({ ConfigFrom: { Network: "" }, Options: {} }).name).toBe("back");
    expect(decideDefaultNetwork({ sandbox, used: [] }).body).toMatchObject({ Name: "sabc123456--bridge" });
  });

  test("must take the student's own subnet inside the lab's range", () => {
    const config = { Subnet: "10.213.7.0/24", Gateway: "10.213.7.1", IPRange: "10.213.7.128/25" };
    expect(createNetwork({ IPAM: { Config: [config] } })).toMatchObject({
      subnet: config.Subnet,
      chosen: true,
      body: { IPAM: { Config: [config] } },
    });
    const taken = refusal(() => createNetwork({ IPAM: { Config: [config] } }, ["10.213.7.16/28"]));
    expect(taken.message).toBe("invalid pool request: Pool overlaps with other one on this address space");
  });

  test("must fit into the sandbox's share of the lab's range, its own choice or not", () => {
    const held = inventory({ networks: [network("wide", { addresses: 3 * 256 - 16 })] });
    expect(createNetwork({}, [], held).subnet).toBe("10.213.0.0/28");
    const config = { Subnet: "10.213.7.0/24" };
    expect(refusal(() => createNetwork({ IPAM: { Config: [config] } }, [], held)).message).toMatch(
      /^A subnet of 256 addresses .* 752 of 768 are in use, 16 are left\./,
    );
    const full = inventory({ networks: [network("wide", { addresses: 768 })] });
    expect(refusal(() => createNetwork({}, [], full)).message).toContain("0 are left");
  });

  test("must count the addresses of the networks that there are", () => {
    const listed = { Id: hex("b"), Name: "sabc123456--wide", Labels: tenantLabels(sandbox) };
    const item = { ...listed, IPAM: { Config: [{ Subnet: "10.213.7.0/24" }, { Subnet: "fd00::/64" }] } };
    expect(ownNetwork(item, sandbox)?.addresses).toBe(256);
    expect(ownNetwork(listed, sandbox)?.addresses).toBe(0);
  });

  test("must not be labelled with more than lists and events can carry", () => {
    const refused = refusal(() =>
      createNetwork({ Labels: { a: "x".repeat(20_000), b: "y".repeat(20_000) } }),
    );
    expect(refused.message).toBe("The field Labels is longer than 32768 characters.");
  });

  const refusedRequests: Json[] = [
    ...["macvlan", "ipvlan", "overlay", "host", "null", "none", "BRIDGE", "plugin/x"].map((Driver) => ({
      Driver,
    })),
    { Options: { "com.docker.network.bridge.name": "docker0" } },
    { Options: { "com.docker.network.bridge.host_binding_ipv4": "192.168.0.1" } },
    { Options: { "com.docker.network.bridge.enable_icc": "false" } },
    { Options: { parent: "eth0" } },
    { Options: { constructor: "x" } },
    { Scope: "swarm" },
    { Ingress: true },
    { ConfigOnly: true },
    { ConfigFrom: { Network: "x" } },
    { EnableIPv6: true },
    { IPAM: { Driver: "evil" } },
    { IPAM: { Options: { a: "b" } } },
    { IPAM: { Config: [{ Subnet: "10.0.0.0/8" }] } },
    { IPAM: { Config: [{ Subnet: "10.213.0.0/16" }] } },
    { IPAM: { Config: [{ Subnet: "10.213.0.0/31" }] } },
    { IPAM: { Config: [{ Subnet: "10.213.0.1/28" }] } },
    { IPAM: { Config: [{ Subnet: "010.213.0.0/28" }] } },
    { IPAM: { Config: [{ Subnet: "169.254.169.0/28" }] } },
    { IPAM: { Config: [{ Subnet: "fd00::/64" }] } },
    { IPAM: { Config: [{ Gateway: "10.213.0.1" }] } },
    { IPAM: { Config: [{ Subnet: "10.213.0.0/28", Gateway: "10.212.1.1" }] } },
    { IPAM: { Config: [{ Subnet: "10.213.0.0/28", IPRange: "10.213.1.0/28" }] } },
    { IPAM: { Config: [{ Subnet: "10.213.0.0/28", AuxiliaryAddresses: { a: "10.213.0.3" } }] } },
    { IPAM: { Config: [{ Subnet: "10.213.0.0/28" }, { Subnet: "10.213.1.0/28" }] } },
    { Labels: { "composelab.role": "x" } },
    { Name: "host" },
    { Name: "bridge" },
    { Name: "none" },
    { Name: "" },
    { Name: "a/b" },
    { Name: "work_default" },
    { Unknown: 1 },
    { driver: "host" },
  ];
  test.each(refusedRequests)("must be refused: %j", (request) => {
    const { status, message } = refusal(() => createNetwork(request));
    expect([400, 403, 404, 409]).toContain(status);
    expect(message).not.toMatch(/\{\w+\}/);
  });

  test("more than the budget must be refused", () => {
    const networks = Array.from({ length: sandbox.limits.networks }, (_, index) => network(`n${index}`));
    expect(refusal(() => createNetwork({}, [], inventory({ networks }))).message).toContain(
      "may have 10 networks",
    );
  });

  test("connecting must be of own containers, with the own name as alias", () => {
    const has = inventory({ containers: [container("db")], networks: [network("back")] });
    const context = { sandbox, inventory: has, network: "back" };
    const connect = { Container: "db", EndpointConfig: { Aliases: ["data"], GwPriority: 1 } };
    expect(decideNetworkConnect(connect, context).body).toEqual({
      Container: hex("a"),
      EndpointConfig: { Aliases: ["data", "db"], GwPriority: 1 },
    });
    expect(decideNetworkDisconnect({ Container: "db", Force: true }, context).body).toEqual({
      Container: hex("a"),
      Force: true,
    });
    for (const wrong of [
      { Container: "foreign" },
      { Container: "" },
      { Container: "db", EndpointConfig: { DriverOpts: { a: "b" } } },
      { Container: "db", Extra: 1 },
      null,
      [],
    ]) {
      expect(refusal(() => decideNetworkConnect(wrong, context)).status).toBeGreaterThanOrEqual(400);
    }
  });

  test("the default one must stay", () => {
    checkNetworkRemovable("back");
    for (const name of ["bridge", "host", "none"])
      expect(refusal(() => checkNetworkRemovable(name)).message).toContain("pre-defined network");
  });
});

describe("subnets", () => {
  test("must be handed out until there is none", () => {
    const pool = { cidr: "10.0.0.0/26", size: 28 };
    const used: string[] = [];
    for (const expected of ["10.0.0.0/28", "10.0.0.16/28", "10.0.0.32/28", "10.0.0.48/28"]) {
      used.push(allocateSubnet(pool, used));
      expect(used.at(-1)).toBe(expected);
    }
    expect(refusal(() => allocateSubnet(pool, used)).status).toBe(500);
    expect(allocateSubnet(pool, ["10.0.0.0/27", "fd00::/64", "nonsense"])).toBe("10.0.0.32/28");
  });

  test("must be compared by their addresses", () => {
    expect(overlaps("10.0.0.0/24", "10.0.0.128/25")).toBe(true);
    expect(overlaps("10.0.0.0/25", "10.0.0.128/25")).toBe(false);
    expect(contains("10.0.0.0/8", "10.1.0.0/16")).toBe(true);
    expect(contains("10.1.0.0/16", "10.0.0.0/8")).toBe(false);
    for (const wrong of [
      "10.0.0.0",
      "10.0.0.0/33",
      "256.0.0.0/8",
      "1.2.3/8",
      "10.0.0.0/8 ",
      "0x0a.0.0.0/8",
    ]) {
      expect(parseCidr(wrong)).toBeUndefined();
    }
  });
});

describe("a volume", () => {
  test("must be local, named inside the sandbox, and keep its labels", () => {
    expect(createVolume({ Name: "logs", Driver: "local", DriverOpts: {}, Labels: { a: "b" } })).toMatchObject(
      {
        engineName: "sabc123456--logs",
        body: { Driver: "local", Labels: { a: "b", "composelab.sandbox": "sabc123456" } },
      },
    );
    expect(createVolume({}).name).toMatch(/^[0-9a-f]{64}$/);
    expect(createVolume({ Name: "data" }).existing).toEqual(volume("data"));
    const tmpfs = { type: "tmpfs", device: "tmpfs", o: "size=1m,uid=1000" };
    expect(createVolume({ Name: "mem", DriverOpts: tmpfs }).body.DriverOpts).toEqual({
      type: "tmpfs",
      device: "tmpfs",
      o: "uid=1000,size=1048576",
    });
  });

  const refusedRequests: Json[] = [
    { Name: "x" },
    { Name: "../x" },
    { Name: "a b" },
    { Name: "xx", Driver: "nfs" },
    { Name: "xx", DriverOpts: { type: "none", o: "bind", device: "/" } },
    { Name: "xx", DriverOpts: { type: "nfs", o: "addr=1.2.3.4", device: ":/" } },
    { Name: "xx", DriverOpts: { type: "tmpfs", device: "tmpfs", o: "size=100g" } },
    { Name: "xx", DriverOpts: { type: "tmpfs", device: "/", o: "" } },
    { Name: "xx", DriverOpts: { o: "bind" } },
    { Name: "xx", DriverOpts: { size: "1g" } },
    { Name: "xx", Labels: { "composelab.sandbox": "x" } },
    { Name: "xx", ClusterVolumeSpec: { Group: "x" } },
    { Name: "xx", Unknown: 1 },
    { name: "xx", Driver: 1 },
  ];
  test.each(refusedRequests)("must be refused: %j", (request) => {
    expect([400, 403, 404]).toContain(refusal(() => createVolume(request)).status);
  });
});

describe("looking up", () => {
  const other = container("db2", { id: `ab${hex("0").slice(2)}` });
  const has = inventory({ containers: [container("db"), other] });

  test("must find by name, id and unique beginning, and know nobody else's", () => {
    expect(findContainer(has, "/db").name).toBe("db");
    expect(findContainer(has, hex("a")).name).toBe("db");
    expect(findContainer(has, "ab").name).toBe("db2");
    expect(refusal(() => findContainer(has, "a")).message).toBe("Multiple IDs found with provided prefix: a");
    for (const wrong of ["", "f", hex("f"), "DB", "sabc123456--db", "sabc123456-toolbox", "../db"]) {
      expect(refusal(() => findContainer(has, wrong)).status).toBe(404);
    }
    expect(findNetwork(has, "work_default").id).toBe(hex("b"));
    expect(findNetwork(has, "bbb").name).toBe("work_default");
    expect(refusal(() => findNetwork(has, "bridge")).message).toBe("network bridge not found");
    expect(findVolume(has, "data").engineName).toBe("sabc123456--data");
    expect(refusal(() => findVolume(has, "sabc123456-workspace")).status).toBe(404);
  });
});

describe("an update", () => {
  const resources = { memory: 2 ** 28, nanoCpus: 1e9, pids: 100 };
  const target = container("db", { resources });
  const others = container("big", { id: hex("c"), resources: { memory: 2 ** 31, nanoCpus: 0, pids: 0 } });
  const update = (body: unknown) =>
    decideContainerUpdate(body, {
      sandbox,
      inventory: inventory({ containers: [target, others] }),
      container: target,
    });

  test("must change what it names, and keep swap within memory", () => {
    expect(update({ Memory: 2 ** 29, MemorySwap: -1 }).body).toEqual({
      Memory: 2 ** 29,
      MemorySwap: 2 ** 29,
    });
    expect(update({ NanoCpus: 5e8 }).body).toEqual({ NanoCpus: 5e8 });
    expect(update({ RestartPolicy: { Name: "always", MaximumRetryCount: 0 } }).body).toEqual({
      RestartPolicy: { Name: "always", MaximumRetryCount: 0 },
    });
    // What `docker update --restart no` sends beside the policy.
    const zeros = {
      CpuShares: 0,
      Memory: 0,
      NanoCpus: 0,
      CgroupParent: "",
      BlkioWeight: 0,
      CpuPeriod: 0,
      CpuQuota: 0,
      MemoryReservation: 0,
      MemorySwap: 0,
      PidsLimit: 0,
      Devices: null,
    };
    const { body, resources: kept } = update({ ...zeros, RestartPolicy: { Name: "no" } });
    expect(kept).toEqual(resources);
    expect(body).not.toHaveProperty("CpuQuota");
  });

  test.each([
    { Memory: -1 },
    { Memory: 2 ** 31 },
    { PidsLimit: -1 },
    { PidsLimit: 1_000_000 },
    { NanoCpus: 1e12 },
    { Devices: [{ PathOnHost: "/dev/sda" }] },
    { CgroupParent: "/" },
    { OomKillDisable: true },
    { Privileged: true },
    { RestartPolicy: { Name: "x" } },
    { Unknown: 1 },
  ])("must be refused: %j", (body) => {
    expect([400, 403, 404]).toContain(refusal(() => update(body)).status);
  });

  test("a new name must be one", () => {
    expect(decideContainerRename("/new", { sandbox })).toEqual({
      name: "new",
      engineName: "sabc123456--new",
    });
    for (const wrong of ["", "/", "a", "a/b"])
      expect(refusal(() => decideContainerRename(wrong, { sandbox })).status).toBe(400);
  });
});

describe("an exec", () => {
  test("must keep what runs and where", () => {
    const request = {
      AttachStdout: true,
      Tty: true,
      Cmd: ["sh"],
      User: "1000",
      WorkingDir: "/",
      Env: ["A=1"],
      ConsoleSize: [24, 80],
      DetachKeys: "",
      Privileged: false,
    };
    const { Privileged: _, ...kept } = request;
    expect(decideExecCreate(request)).toEqual(kept);
    expect(decideExecStart({ Detach: true })).toEqual({ Detach: true, Tty: false });
    expect(viewExec({ ID: "x", ProcessConfig: { user: "root", secret: 1 }, Secret: 1 })).toEqual({
      ID: "x",
      ProcessConfig: { user: "root" },
    });
  });

  test.each([
    { Cmd: ["sh"], Privileged: true },
    { Cmd: [] },
    {},
    { Cmd: ["sh"], privileged: true },
    { Cmd: ["sh"], Unknown: 1 },
    { Cmd: ["a\0b"] },
  ])("must be refused: %j", (request) =>
    expect([400, 403, 404]).toContain(refusal(() => decideExecCreate(request)).status),
  );
});
