import { afterEach, beforeEach, expect, test } from "vitest";
import { EngineClient } from "../../../sandbox-runner/gate/engine/engine-client.ts";
import { PortKeeper } from "../../../sandbox-runner/gate/network/port-keeper.ts";
import type { OwnContainer } from "../../../sandbox-runner/gate/objects/inventory.ts";
import { portsLabels } from "../../../sandbox-runner/gate/objects/published-ports.ts";
import { type StubEngine, startStubEngine } from "../../fixtures/stub-engine.ts";

type Fake = {
  running: boolean;
  restarting?: boolean;
  autoRemove?: boolean;
  internal?: boolean;
  labels: Record<string, string>;
};

let stub: StubEngine;
let engine: EngineClient;
let keeper: PortKeeper;
let containers: Map<string, Fake>;

const publishing80 = portsLabels([{ containerPort: 80, protocol: "tcp", hostIp: "0.0.0.0", hostPort: 80 }]);

function inspection(id: string, { running, restarting = false, autoRemove = false, internal, labels }: Fake) {
  const network = { NetworkID: internal ? "inside" : "outside", IPAddress: "127.0.0.1" };
  return {
    Id: id,
    State: { Running: running, Restarting: restarting },
    Config: { Labels: labels },
    HostConfig: { AutoRemove: autoRemove },
    NetworkSettings: { Networks: { net: network } },
  };
}

beforeEach(async () => {
  containers = new Map();
  stub = await startStubEngine(({ method, url }) => {
    const network = /\/networks\/(inside|outside)/.exec(url)?.[1];
    if (network) return { json: { Id: network, Internal: network === "inside" } };
    if (url.includes("/containers/json")) {
      return { json: [...containers].filter(([, { running }]) => running).map(([Id]) => ({ Id })) };
    }
    const id = /\/containers\/([^/?]+)/.exec(url)?.[1] ?? "";
    const container = containers.get(id);
    if (container === undefined) return undefined;
    if (method === "DELETE") containers.delete(id);
    return { json: inspection(id, container) };
  });
  engine = await EngineClient.connect(stub.socketPath);
  keeper = new PortKeeper(engine, "stest00001");
});

afterEach(async () => {
  engine.close();
  await stub.close();
});

function add(id: string, more: Partial<Fake> = {}): OwnContainer {
  containers.set(id, { running: false, labels: publishing80, ...more });
  const resources = { memory: 0, nanoCpus: 0, pids: 0 };
  return {
    id,
    name: id,
    image: "",
    state: "created",
    labels: publishing80,
    healthChecks: 0,
    resources,
    networks: [],
    mounts: [],
    binds: {},
  };
}

/** A start that the engine carries out. */
function start(container: OwnContainer): Promise<void> {
  return keeper.start(container, async () => {
    const fake = containers.get(container.id);
    if (fake) fake.running = true;
  });
}

test("of two containers started at the same time for one port, one must be refused in the engine's words", async () => {
  const results = await Promise.allSettled([start(add("a")), start(add("b"))]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const failed = results.find((result) => result.status === "rejected");
  expect(failed?.reason).toMatchObject({
    status: 500,
    message: expect.stringContaining("Bind for 0.0.0.0:80 failed"),
  });
  expect(keeper.table.published()).toEqual([80]);
});

test("a port must be free as soon as its holder is down, even before the engine reported it", async () => {
  await start(add("a"));
  containers.set("a", { running: false, labels: publishing80 });
  await start(add("b"));
  expect(keeper.table.of("a")).toEqual([]);
  expect(keeper.table.of("b")).toHaveLength(1);
});

test("a holder that the engine is about to restart must keep its port", async () => {
  await start(add("a"));
  containers.set("a", { running: false, restarting: true, labels: publishing80 });
  await keeper.onEvent({ Action: "die", Actor: { ID: "a", Attributes: {} } });
  await expect(start(add("b"))).rejects.toMatchObject({ status: 500 });
});

test("a start that fails must give the port back", async () => {
  await expect(keeper.start(add("a"), () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(keeper.table.published()).toEqual([]);
});

test("a container of run --rm that finds its port taken must be removed, another keep the reason", async () => {
  await start(add("a"));
  await expect(start(add("gone", { autoRemove: true }))).rejects.toThrow();
  await expect(start(add("kept"))).rejects.toThrow();
  expect([...containers.keys()]).toEqual(["a", "kept"]);
  expect(keeper.failureOf("kept")).toContain("port is already allocated");
});

test("a container with internal networks only must publish nothing", async () => {
  await start(add("a", { internal: true }));
  expect(keeper.table.published()).toEqual([]);
});

test("a keeper that begins anew must find what runs", async () => {
  add("a", { running: true });
  add("b");
  await keeper.sync();
  expect(keeper.table.holders).toEqual(["a"]);
});
