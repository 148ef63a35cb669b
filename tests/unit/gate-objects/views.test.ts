import { describe, expect, test } from "vitest";
import {
  viewChanges,
  viewContainer,
  viewContainerSummary,
  viewCreated,
  viewPruned,
  viewStats,
  viewTop,
  viewUpdated,
  viewWait,
} from "../../../sandbox-runner/gate/objects/container-view.ts";
import { viewDiskUsage, viewInfo } from "../../../sandbox-runner/gate/objects/engine-view.ts";
import { viewEvent } from "../../../sandbox-runner/gate/objects/event-view.ts";
import type { Json } from "../../../sandbox-runner/gate/objects/gate-sandbox.ts";
import { viewHistory, viewImage, viewImageSummary } from "../../../sandbox-runner/gate/objects/image-view.ts";
import { ownContainer, ownVolume } from "../../../sandbox-runner/gate/objects/inventory.ts";
import { predefinedNetworks, viewNetwork } from "../../../sandbox-runner/gate/objects/network-view.ts";
import { asObject } from "../../../sandbox-runner/gate/objects/read-answer.ts";
import { viewVolume } from "../../../sandbox-runner/gate/objects/volume-view.ts";
import { container, create, hex, inventory, sandbox, viewContext } from "./support.ts";

const id = hex("a");
const root = "/var/lib/composelab/engine/data";

const written = {
  NetworkMode: "work_default",
  Binds: ["/workspace/conf:/conf:ro", "data:/data"],
  PortBindings: { "80/tcp": [{ HostIp: "", HostPort: "8080" }] },
  Memory: 2 ** 28,
};
const body = create(written, { Labels: { mine: "1" }, Image: "nginx:alpine" }).body;

/** What the engine would answer for the container that `body` made. */
function inspected(host: Json = {}): Json {
  return {
    Id: id,
    Created: "2026-01-01T00:00:00Z",
    Path: "nginx",
    Args: [],
    State: {
      Status: "running",
      Running: true,
      Error: `open ${root}/volumes/sabc123456-workspace/_data/conf`,
      Secret: "x",
    },
    Image: `sha256:${hex("1")}`,
    ResolvConfPath: `${root}/containers/${id}/resolv.conf`,
    LogPath: `${root}/containers/${id}/${id}-json.log`,
    Name: "/sabc123456--web",
    Driver: "overlay2",
    HostConfig: {
      ...asObject(body.HostConfig),
      CgroupParent: "/composelab/x",
      Runtime: "runc",
      IpcMode: "private",
      ...host,
    },
    GraphDriver: { Name: "overlay2", Data: { UpperDir: `${root}/overlay2/x` } },
    Mounts: [
      {
        Type: "volume",
        Name: "sabc123456-workspace",
        Source: `${root}/volumes/x/_data/conf`,
        Destination: "/conf",
        Driver: "local",
        Mode: "z",
        RW: false,
        Propagation: "",
      },
      {
        Type: "volume",
        Name: "sabc123456--data",
        Source: `${root}/volumes/y/_data`,
        Destination: "/data",
        Driver: "local",
        Mode: "z",
        RW: true,
        Propagation: "",
      },
    ],
    Config: { Hostname: "aaaaaaaaaaaa", Image: "composelab/nginx:alpine", Labels: body.Labels, Env: ["A=1"] },
    NetworkSettings: {
      SandboxID: hex("c"),
      SandboxKey: `${root}/netns/x`,
      Ports: { "80/tcp": null, "443/tcp": null },
      Networks: {
        "sabc123456--work_default": {
          NetworkID: hex("b"),
          IPAddress: "10.213.0.2",
          Aliases: ["nginx", "web"],
          DNSNames: ["sabc123456--web", "nginx", "web", "aaaaaaaaaaaa"],
          Links: ["sabc123456--db:database"],
        },
      },
    },
    Unknown: root,
  };
}

const context = viewContext({
  inventory: inventory({ containers: [container("web")] }),
  ports: () => [{ containerPort: 80, protocol: "tcp", hostIp: "0.0.0.0", hostPort: 8080 }],
});

describe("a container", () => {
  const view = viewContainer(inspected(), context);

  test("must be shown as the student wrote it", () => {
    expect(view).toMatchObject({
      Name: "/web",
      Config: { Image: "nginx:alpine", Labels: { mine: "1" } },
      HostConfig: {
        ...written,
        CapDrop: null,
        SecurityOpt: null,
        CgroupParent: "",
        Runtime: "runc",
        PidsLimit: null,
        NanoCpus: 0,
        MemorySwap: 2 ** 29,
        Dns: null,
        LogConfig: { Type: "json-file", Config: {} },
      },
      Mounts: [
        { Type: "bind", Source: "/workspace/conf", Destination: "/conf", Mode: "ro", RW: false },
        { Type: "volume", Name: "data", Source: "/var/lib/docker/volumes/data/_data" },
      ],
      NetworkSettings: {
        Ports: { "80/tcp": [{ HostIp: "0.0.0.0", HostPort: "8080" }], "443/tcp": null },
        Networks: {
          work_default: {
            Aliases: ["nginx"],
            DNSNames: ["web", "nginx", "aaaaaaaaaaaa"],
            Links: ["db:database"],
          },
        },
      },
      State: { Error: "open /workspace/conf" },
    });
  });

  test("must not tell of the lab or the host", () => {
    const text = JSON.stringify(view);
    for (const secret of ["composelab", sandbox.id, root, "Secret", "Unknown", "127.0.0.1", "ping_group"]) {
      expect(text).not.toContain(secret);
    }
  });

  test("limits that were updated must be shown as they are", () => {
    const updated = viewContainer(inspected({ Memory: 2 ** 27, MemorySwap: 2 ** 27 }), context);
    expect(updated.HostConfig).toMatchObject({ Memory: 2 ** 27, MemorySwap: 2 ** 27, NanoCpus: 0 });
  });

  test("a list item must be shown alike", () => {
    const { Labels } = asObject(inspected().Config);
    const item = {
      ...inspected(),
      Labels,
      Names: ["/sabc123456--web", "/sabc123456--x/y"],
      Image: "composelab/nginx:alpine",
      Ports: [
        { PrivatePort: 443, Type: "tcp" },
        { PrivatePort: 80, Type: "tcp" },
      ],
      State: "running",
      Status: "Up",
    };
    const view = viewContainerSummary(item, context);
    expect(view).toMatchObject({
      Names: ["/web", "/x/y"],
      Image: "nginx:alpine",
      Labels: { mine: "1" },
      Ports: [
        { IP: "0.0.0.0", PrivatePort: 80, PublicPort: 8080, Type: "tcp" },
        { PrivatePort: 443, Type: "tcp" },
      ],
      HostConfig: { NetworkMode: "work_default" },
      Mounts: [{ Type: "bind", Source: "/workspace/conf" }, { Name: "data" }],
    });
    expect(JSON.stringify(view)).not.toMatch(/composelab|sabc123456/);
  });

  test("must be read back into the inventory", () => {
    const item = { ...inspected(), Labels: body.Labels, Names: ["/sabc123456--web"], State: "running" };
    expect(ownContainer(item, inspected(), sandbox)).toMatchObject({
      id,
      name: "web",
      resources: { memory: 2 ** 28, nanoCpus: sandbox.limits.containerNanoCpus, pids: 100 },
      networks: [hex("b")],
      binds: { "/conf": { source: "/workspace/conf" } },
    });
    expect(ownContainer(item, undefined, sandbox)?.resources.memory).toBe(2 ** 28);
    const foreign = { ...item, Labels: { ...asObject(body.Labels), "composelab.sandbox": "sxyz987654" } };
    expect(ownContainer(foreign, undefined, sandbox)).toBeUndefined();
    const toolbox = { ...item, Labels: { ...asObject(body.Labels), "composelab.role": "toolbox" } };
    expect(ownContainer(toolbox, undefined, sandbox)).toBeUndefined();
  });
});

describe("other answers", () => {
  test("warnings, stats and prunes must lose the prefix", () => {
    expect(viewCreated({ Id: "x", Warnings: ["about sabc123456--web"], Extra: 1 }, sandbox)).toEqual({
      Id: "x",
      Warnings: ["about web"],
    });
    expect(viewStats({ name: "/sabc123456--web", cpu_stats: {}, Extra: 1 }, sandbox)).toEqual({
      name: "/web",
      cpu_stats: {},
    });
    expect(
      viewPruned(
        {
          NetworksDeleted: ["sabc123456--n"],
          ImagesDeleted: [{ Untagged: "sabc123456--app:1" }, { Deleted: "sha256:1" }],
        },
        sandbox,
      ),
    ).toEqual({ NetworksDeleted: ["n"], ImagesDeleted: [{ Untagged: "app:1" }, { Deleted: "sha256:1" }] });
  });

  test("changes, processes, waits and updates must hold what the engine's do", () => {
    expect(viewChanges([{ Path: "/x", Kind: 1, Extra: 1 }])).toEqual([{ Path: "/x", Kind: 1 }]);
    expect(viewChanges(null)).toEqual([]);
    expect(viewTop({ Titles: ["PID"], Processes: [["1"]], Extra: 1 })).toEqual({
      Titles: ["PID"],
      Processes: [["1"]],
    });
    expect(viewWait({ StatusCode: 1, Error: { Message: "sabc123456--web died" } }, sandbox)).toEqual({
      StatusCode: 1,
      Error: { Message: "web died" },
    });
    expect(viewUpdated({ Warnings: ["sabc123456--web"] }, sandbox)).toEqual({ Warnings: ["web"] });
  });

  test("a network must show the student's containers only", () => {
    const item = {
      Name: "sabc123456--work_default",
      Id: hex("b"),
      IPAM: { Config: [{ Subnet: "10.213.0.0/28", Gateway: "10.213.0.1" }] },
      Internal: true,
      Containers: {
        [id]: { Name: "sabc123456--web", IPv4Address: "10.213.0.2/28" },
        [hex("f")]: { Name: "foreign" },
      },
      Options: { "com.docker.network.bridge.host_binding_ipv4": "127.0.0.1" },
      Labels: { ...asObject(body.Labels), a: "b" },
    };
    const view = viewNetwork(item, context);
    expect(view).toMatchObject({
      Name: "work_default",
      Internal: true,
      Containers: { [id]: { Name: "web" } },
      Options: {},
    });
    expect(JSON.stringify(view)).not.toMatch(/composelab|sabc123456|foreign/);
  });

  test("the networks that every engine has must be there", () => {
    expect(predefinedNetworks(sandbox, "2026").map((network) => network.Name)).toEqual([
      "bridge",
      "host",
      "none",
    ]);
  });

  test("a volume must be shown where an engine would keep it", () => {
    const item = {
      Name: "sabc123456--data",
      Mountpoint: `${root}/volumes/x`,
      Labels: { "composelab.options": "{}", "composelab.sandbox": "x" },
    };
    expect(viewVolume(item, context)).toEqual({
      Driver: "local",
      Labels: null,
      Mountpoint: "/var/lib/docker/volumes/data/_data",
      Name: "data",
      Options: null,
      Scope: "local",
    });
    const labels = asObject(body.Labels);
    expect(ownVolume({ Name: hex("9"), Labels: labels }, sandbox)).toMatchObject({ name: hex("9") });
    expect(ownVolume({ Name: "other", Labels: labels }, sandbox)).toBeUndefined();
  });

  test("an image must be shown by the names that the student knows", () => {
    const tags = ["composelab/nginx:alpine", "sabc123456--mine:1", "sxyz987654--theirs:1", "host/image:1"];
    expect(
      viewImageSummary({ Id: "x", RepoTags: tags, RepoDigests: ["a@sha256:1"], Labels: {} }, context),
    ).toMatchObject({
      RepoTags: ["nginx:alpine", "mine:1"],
      RepoDigests: [],
    });
    expect(viewImageSummary({ Id: "x", RepoTags: ["host/image:1"], Labels: {} }, context)).toBeUndefined();
    expect(
      viewImageSummary({ Id: "x", RepoTags: ["composelab/toolbox:1"], Labels: {} }, context),
    ).toBeUndefined();
    const image = viewImage(
      { Id: "x", RepoTags: tags, GraphDriver: { Data: { UpperDir: root } }, Config: { Labels: body.Labels } },
      context,
    );
    expect(JSON.stringify(image)).not.toMatch(/composelab|theirs|host\/image/);
  });

  test("a student's name must hide the catalogue's", () => {
    const own = inventory({
      images: [
        {
          id: "y",
          engineReferences: ["sabc123456--nginx:alpine"],
          own: true,
          layers: [],
          size: 0,
          volumes: [],
          exposedPorts: [],
          addsLater: false,
          environment: [],
          labelLength: 0,
        },
      ],
    });
    const hidden = viewImageSummary(
      { Id: "x", RepoTags: ["composelab/nginx:alpine"] },
      viewContext({ inventory: own }),
    );
    expect(hidden).toBeUndefined();
  });

  test("an image's history must not tell of the lab's labels", () => {
    const items = [
      {
        Id: "x",
        CreatedBy: "/bin/sh -c #(nop)  LABEL composelab.sandbox=sabc123456",
        Tags: ["sabc123456--app:1"],
      },
      { Id: "y", CreatedBy: "RUN x", Tags: null },
    ];
    expect(viewHistory(items, context)).toEqual([{ Id: "y", CreatedBy: "RUN x", Tags: null }]);
  });

  test("the engine must be described as the student's own", () => {
    const info = {
      ID: "real",
      Name: "host",
      DockerRootDir: root,
      Labels: ["x"],
      HttpProxy: "secret",
      NCPU: 2,
      Containers: 99,
    };
    const view = viewInfo(info, context);
    expect(view).toMatchObject({
      Containers: 1,
      NCPU: 2,
      DockerRootDir: "/var/lib/docker",
      Name: "composelab",
    });
    expect(JSON.stringify(view)).not.toMatch(/secret|"real"|"host"/);
    const usage = viewDiskUsage(
      { Images: [{ RepoTags: ["x:1"] }], Containers: [{ Labels: {} }], Volumes: [{ Name: "x" }] },
      context,
    );
    expect(usage).toMatchObject({ Images: [], Containers: [], Volumes: [] });
  });
});

describe("events", () => {
  const event = (Type: string, ID: string, Attributes: Json) => ({
    Type,
    Action: "start",
    Actor: { ID, Attributes },
    time: 1,
    timeNano: 2,
    scope: "local",
  });
  const labels = asObject(body.Labels);

  test("of own objects must be shown with the student's names", () => {
    expect(
      viewEvent(
        event("container", id, {
          ...labels,
          image: "composelab/nginx:alpine",
          name: "sabc123456--web",
          exitCode: "0",
        }),
        context,
      ),
    ).toEqual({
      Type: "container",
      Action: "start",
      Actor: { ID: id, Attributes: { mine: "1", image: "nginx:alpine", name: "web", exitCode: "0" } },
      scope: "local",
      time: 1,
      timeNano: 2,
    });
    expect(
      viewEvent(
        event("network", hex("b"), { name: "sabc123456--work_default", type: "bridge", container: id }),
        context,
      ),
    ).toMatchObject({
      Actor: { Attributes: { name: "work_default", container: id } },
    });
    expect(viewEvent(event("volume", "sabc123456--data", { driver: "local" }), context)).toMatchObject({
      Actor: { ID: "data" },
    });
    expect(
      viewEvent(event("image", `sha256:${hex("4")}`, { name: "sabc123456--app:1" }), context),
    ).toMatchObject({
      Actor: { Attributes: { name: "app:1" } },
    });
  });

  test("of anybody and anything else must be dropped", () => {
    const foreign = { ...labels, "composelab.sandbox": "sxyz987654" };
    const dropped = [
      event("container", id, { ...foreign, name: "sxyz987654--web" }),
      event("container", id, { ...labels, "composelab.role": "toolbox", name: "sabc123456-toolbox" }),
      event("container", id, { name: "host-container" }),
      event("network", hex("b"), { name: "bridge" }),
      event("volume", "sabc123456-workspace", {}),
      event("volume", hex("9"), {}),
      event("image", `sha256:${hex("1")}`, { name: "composelab/nginx:alpine" }),
      event("daemon", "x", {}),
      event("plugin", "x", {}),
      event("toString", "x", {}),
      "nonsense",
      null,
    ];
    for (const item of dropped) expect(viewEvent(item, context)).toBeUndefined();
  });
});
