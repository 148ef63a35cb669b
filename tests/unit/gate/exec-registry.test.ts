import { afterEach, beforeEach, expect, test } from "vitest";
import { EngineClient } from "../../../sandbox-runner/gate/engine/engine-client.ts";
import { ExecRegistry } from "../../../sandbox-runner/gate/engine/exec-registry.ts";
import { type StubEngine, startStubEngine } from "../../fixtures/stub-engine.ts";

const limit = 3;
const id = (digit: number) => String(digit).repeat(64);
const web = "a".repeat(64);

let stub: StubEngine;
let engine: EngineClient;
let registry: ExecRegistry;
let running: Set<string>;
let now: number;

beforeEach(async () => {
  running = new Set();
  now = 0;
  stub = await startStubEngine(({ url }) => {
    const exec = /\/exec\/([0-9a-f]{64})\/json/.exec(url)?.[1];
    return exec ? { json: { ID: exec, ContainerID: web, Running: running.has(exec) } } : undefined;
  });
  engine = await EngineClient.connect(stub.socketPath);
  const inventory = {
    knowsContainer: (container: string) => container === web,
    current: async () => ({ containers: [], networks: [], volumes: [], images: [] }),
  };
  registry = new ExecRegistry(engine, inventory, limit, () => now);
});

afterEach(async () => {
  engine.close();
  await stub.close();
});

async function create(digit: number): Promise<void> {
  await registry.admit();
  registry.add(id(digit));
}

test("execs that were made and not started must not be started all at once", async () => {
  for (let digit = 1; digit <= 6; digit += 1) await create(digit);
  const started: number[] = [];
  for (let digit = 1; digit <= 6; digit += 1) {
    await registry.admitStart(id(digit)).then(
      () => {
        running.add(id(digit));
        started.push(digit);
      },
      (error) => expect(error).toMatchObject({ status: 403 }),
    );
  }
  expect(started).toEqual([1, 2, 3]);
  expect(running.size).toBe(started.length);
  now += 1000;
  await expect(registry.admit()).rejects.toMatchObject({ status: 403 });
});

test("an exec that ended must make room", async () => {
  for (let digit = 1; digit <= limit; digit += 1) {
    await create(digit);
    running.add(id(digit));
  }
  await expect(registry.admit()).rejects.toMatchObject({ status: 403 });
  running.delete(id(2));
  now += 1000;
  await expect(registry.admit()).resolves.toBeUndefined();
});

test("refusing must not make the engine look at every exec each time", async () => {
  for (let digit = 1; digit <= limit; digit += 1) {
    await create(digit);
    running.add(id(digit));
  }
  stub.recorded.length = 0;
  for (let count = 0; count < 20; count += 1) {
    await expect(registry.admit()).rejects.toMatchObject({ status: 403 });
  }
  expect(stub.recorded.length).toBe(limit);
});
