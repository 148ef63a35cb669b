import { afterEach, beforeEach, expect, test } from "vitest";
import { CatalogueImages } from "../../../sandbox-runner/gate/engine/catalogue-images.ts";
import { EngineClient } from "../../../sandbox-runner/gate/engine/engine-client.ts";
import { InventoryCache } from "../../../sandbox-runner/gate/engine/inventory-cache.ts";
import { findContainer } from "../../../sandbox-runner/gate/objects/inventory.ts";
import { testSandbox } from "../../fixtures/gate-sandbox.ts";
import { type StubEngine, startStubEngine } from "../../fixtures/stub-engine.ts";

const sandbox = testSandbox();
const id = (digit: string) => digit.repeat(64);

let stub: StubEngine;
let engine: EngineClient;
let cache: InventoryCache;
/** Names of the containers that the engine has. */
let names: string[];
let lists: number;
let state: string;

beforeEach(async () => {
  names = ["web"];
  lists = 0;
  state = "running";
  stub = await startStubEngine(({ url }) => {
    if (url.includes("/containers/json")) {
      lists += 1;
      return { json: names.map((name, index) => listItem(name, id(String(index)))) };
    }
    if (url.includes("/containers/")) return { json: { HostConfig: { Memory: 1024 } } };
    return undefined;
  });
  engine = await EngineClient.connect(stub.socketPath);
  cache = new InventoryCache(engine, sandbox);
});

afterEach(async () => {
  engine.close();
  await stub.close();
});

function listItem(name: string, containerId: string) {
  return {
    Id: containerId,
    Names: [`/${sandbox.id}--${name}`],
    State: state,
    Labels: { "composelab.sandbox": sandbox.id, "composelab.role": "tenant" },
  };
}

test("what is held must be read once, and again when it was invalidated", async () => {
  await Promise.all([cache.current(), cache.current()]);
  await cache.current();
  expect(lists).toBe(1);
  cache.invalidate("containers");
  await cache.current();
  expect(lists).toBe(2);
});

test("a change while the list is being read must not be lost", async () => {
  const reading = cache.current();
  cache.invalidate("containers");
  await reading;
  expect(lists).toBe(2);
});

test("an unknown name must be looked for once more before it is a 404", async () => {
  await cache.current();
  names = ["web", "new"];
  expect((await cache.find((held) => findContainer(held, "new"))).id).toBe(id("1"));
  await expect(cache.find((held) => findContainer(held, "nosuch"))).rejects.toMatchObject({ status: 404 });
});

test("what another sandbox has must not be in it even if the engine listed it", async () => {
  stub = await startStubEngine(({ url }) =>
    url.includes("/containers/json")
      ? {
          json: [
            {
              ...listItem("web", id("5")),
              Labels: { "composelab.sandbox": "sother00001", "composelab.role": "tenant" },
            },
          ],
        }
      : undefined,
  );
  const other = new InventoryCache(await EngineClient.connect(stub.socketPath), sandbox);
  expect((await other.current()).containers).toEqual([]);
  expect(other.knowsContainer(id("5"))).toBe(false);
});

test("a container that is being made must count, and not be found", async () => {
  await cache.current();
  const seen: number[] = [];
  const create = () =>
    cache.create(
      (held) => {
        seen.push(held.containers.length);
        return { resources: { memory: 1, nanoCpus: 1, pids: 1 }, healthChecks: 0 };
      },
      async () => {
        await expect(cache.find((held) => findContainer(held, ""))).rejects.toMatchObject({ status: 404 });
      },
    );
  await Promise.all([create(), create()]);
  expect(seen).toEqual([1, 2]);
  expect((await cache.current()).containers).toHaveLength(1);
});

test("a starting container must count as running before the engine says so", async () => {
  state = "exited";
  const seen = async () => (await cache.current()).containers[0]?.state;
  expect(await seen()).toBe("exited");
  cache.starting(id("0"));
  expect(await seen()).toBe("running");
  cache.started(id("0"));
  expect(await seen()).toBe("exited");
});

test("an image of the catalogue must be looked at once for all sandboxes, and again when it was prepared anew", async () => {
  let image = "6";
  const asked: string[] = [];
  stub = await startStubEngine(({ url }) => {
    if (url.includes("/images/json")) return { json: [{ Id: image, RepoTags: ["composelab/nginx:alpine"] }] };
    if (!url.includes("/images/")) return undefined;
    asked.push(image);
    return { json: { Config: { ExposedPorts: { [`8${image}/tcp`]: {} } } } };
  });
  const shared = new CatalogueImages();
  const ports = async (name: string) => {
    const client = await EngineClient.connect(stub.socketPath);
    const { images } = await new InventoryCache(client, testSandbox(name), shared).current();
    client.close();
    return images.flatMap(({ exposedPorts }) => exposedPorts);
  };
  expect([await ports("sone0000001"), await ports("stwo0000001")]).toEqual([["86/tcp"], ["86/tcp"]]);
  expect(asked).toEqual(["6"]);
  image = "7";
  expect([await ports("sone0000001"), await ports("stwo0000001")]).toEqual([["87/tcp"], ["87/tcp"]]);
  expect(asked).toEqual(["6", "7"]);
});
