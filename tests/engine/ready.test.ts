import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { RunnerContext } from "../../sandbox-runner/context.ts";
import { defaultLimits } from "../../sandbox-runner/gate/objects/limits.ts";
import { type CreateSandboxOptions, createSandbox } from "../../sandbox-runner/sandbox/create.ts";
import { ReadySandboxes } from "../../sandbox-runner/sandbox/ready.ts";
import { readyPlaces } from "../../sandbox-runner/sandbox/ready-places.ts";
import { reap, sandboxesOnEngine } from "../../sandbox-runner/sandbox/reaper.ts";
import { SandboxRegistry } from "../../sandbox-runner/sandbox/registry.ts";
import type { Sandbox } from "../../sandbox-runner/sandbox/sandbox.ts";
import { openTestContext } from "./harness.ts";

let context: RunnerContext & { close(): Promise<void> };
const stopped: ReadySandboxes[] = [];

beforeAll(async () => {
  context = await openTestContext();
});

afterAll(async () => {
  await context.close();
});

afterEach(async () => {
  for (const ready of stopped.splice(0)) await ready.close();
});

/** The context of a process of its own that has made so many in advance. */
async function withReady(wanted: number, owner = context.owner) {
  const ready = new ReadySandboxes();
  const own: RunnerContext = { ...context, owner, ready, inUse: new Set(), served: new Map() };
  const { log } = context;
  ready.keep({ places: readyPlaces(own), wanted: () => wanted, isCalm: () => true, log, now: () => 0 });
  stopped.push(ready);
  while (ready.size < wanted) await ready.look();
  return own;
}

async function kinds(): Promise<Record<string, string>> {
  const found = await sandboxesOnEngine(context);
  return Object.fromEntries([...found].map(([id, { kind }]) => [id, kind]));
}

async function inside(sandbox: Sandbox, ...command: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await sandbox.exec(command);
  expect(exitCode, stderr).toBe(0);
  return stdout.trim();
}

const grading: CreateSandboxOptions = { kind: "grading", files: [], lifetimeSeconds: 300 };

describe("a sandbox that was made in advance", () => {
  test("must be as one made on demand: its files, its limits, its expiry, and nothing else", async () => {
    const own = await withReady(1);
    const [id = ""] = Object.keys(await kinds());
    expect(await kinds()).toEqual({ [id]: "ready" });
    const before = Math.floor(Date.now() / 1000);
    const files = [{ path: "site/index.html", content: "안녕하세요" }];
    const sandbox = await createSandbox(own, { ...grading, files, limits: { networks: 1 } });
    const cold = await createSandbox(own, { ...grading, files });
    try {
      expect(sandbox.id).toBe(id);
      expect(own.ready.size).toBe(0);
      const identity = (await sandboxesOnEngine(context)).get(id);
      expect(identity).toEqual(sandbox.identity);
      expect(identity).toMatchObject({ kind: "grading", owner: own.owner });
      expect((identity?.expires ?? 0) - before).toBeGreaterThanOrEqual(300);
      expect((identity?.expires ?? 0) - before).toBeLessThan(330);

      // Files with their owners, processes, variables, rights.
      const look = 'cd / && find workspace home/student -printf "%p %u %m %s\\n"; ps -eo user,args; env; id';
      const [warm, fresh] = await Promise.all(
        [sandbox, cold].map(async (each) => inside(each, "sh", "-c", look)),
      );
      expect(warm).toContain("index.html");
      expect(warm?.split("\n").sort()).toEqual(fresh?.split("\n").sort());

      await inside(sandbox, "docker", "network", "create", "one");
      const two = await sandbox.exec(["docker", "network", "create", "two"]);
      expect(two.exitCode, two.stderr).toBe(1);
      const run = ["docker", "create", "--name", "mine", "nginx:alpine"];
      await inside(sandbox, ...run);
      const [mine] = await context.engine.docker.listContainers({
        all: true,
        filters: sandbox.dockerFilters,
      });
      expect(mine?.Labels).toMatchObject({
        "composelab.kind": "grading",
        "composelab.expires": String(sandbox.identity.expires),
      });
      expect(await inside(cold, "docker", "ps", "--all", "--quiet")).toBe("");
      expect(await inside(sandbox, "docker", "volume", "ls", "--quiet")).toBe("");
    } finally {
      await Promise.all([sandbox.remove(), cold.remove()]);
    }
    expect(await kinds()).toEqual({});
    expect(own.inUse.size).toBe(0);
  });

  test("must be given to one only, however many ask at once", async () => {
    const own = await withReady(2);
    const ready = new Set(Object.keys(await kinds()));
    const registry = new SandboxRegistry(own);
    const reserved = registry.reserve();
    const wanted = [...Array(3)].map(() => createSandbox(own, grading));
    const sandboxes = await Promise.all([
      ...wanted,
      registry.create({ id: reserved, files: [], lifetimeSeconds: 300 }),
    ]);
    const ids = sandboxes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(ids.filter((id) => ready.has(id))).toHaveLength(2);
    expect(ids).toContain(reserved);
    await Promise.all(sandboxes.map((sandbox) => sandbox.remove()));
  });

  test("must not be reaped while its process has it, ready or taken, and be served by the next process", async () => {
    const own = await withReady(2);
    expect(await reap(own)).toEqual([]);
    const registry = new SandboxRegistry(own);
    const taken = await registry.create({ files: [], lifetimeSeconds: 300 });
    await inside(taken, "sh", "-c", "echo kept > note");
    expect(await reap(own)).toEqual([]);
    // As after kill -9: the list of what is ready is gone, and so is its owner.
    await registry.close();
    const next: RunnerContext = { ...own, owner: "999999999-1", inUse: new Set(), served: new Map() };
    const [left] = Object.entries(await kinds()).flatMap(([id, kind]) => (kind === "ready" ? [id] : []));
    expect(await reap({ ...next, owner: own.owner })).toEqual([left]);
    const second = new SandboxRegistry(next);
    expect(await second.adopt()).toEqual([taken.id]);
    expect(await second.get(taken.id)?.readFile("note")).toBe("kept\n");
    await second.remove(taken.id);
    expect(await kinds()).toEqual({});
  });

  test("must stay its learner's when the operator prunes the volumes that nothing mounts", async () => {
    const first = await withReady(1, "999999999-1");
    const registry = new SandboxRegistry(first);
    const { id } = await registry.create({ files: [], lifetimeSeconds: 300 });
    await registry.close();
    const next: RunnerContext = { ...first, owner: context.owner, inUse: new Set(), served: new Map() };
    const second = new SandboxRegistry(next);
    expect(await second.adopt()).toEqual([id]);
    // What `docker volume prune --all` does to it.
    await context.engine.docker.getVolume(`${id}-claim`).remove();
    expect(await kinds()).toEqual({ [id]: "ready" });
    expect(await reap(next)).toEqual([]);
    expect(await kinds()).toEqual({ [id]: "interactive" });
    await second.remove(id);
    expect(await kinds()).toEqual({});
  });

  test("must be left alone when it belongs to a living process, and be reaped with a dead one's", async () => {
    const own = await withReady(1);
    const dead = await withReady(1, "999999999-1");
    expect(Object.keys(await kinds())).toHaveLength(2);
    expect(await reap({ ...own, owner: "999999998-1" })).toHaveLength(1);
    expect(own.ready.size + dead.ready.size).toBe(2);
    const sandbox = await createSandbox(own, grading);
    await sandbox.remove();
    // Its toolbox is gone under the one who holds it: what is taken is looked at first.
    const other = await createSandbox(dead, grading);
    expect(await inside(other, "pwd")).toBe("/workspace");
    await other.remove();
  });

  test("must be thrown away when it is of another toolbox image, has stopped, or is asked for with other limits", async () => {
    const own = await withReady(1);
    const [stale = ""] = Object.keys(await kinds());
    await context.engine.docker.getContainer(`${stale}-toolbox`).kill();
    const sandbox = await createSandbox(own, grading);
    expect(sandbox.id).not.toBe(stale);
    await sandbox.remove();
    await expect.poll(kinds).toEqual({});

    const other = await withReady(1);
    const small = { memory: defaultLimits.memory / 2 };
    const limited = await createSandbox(other, { ...grading, limits: small });
    expect(other.ready.size).toBe(1);
    await limited.remove();
    const { entries } = other.catalogue;
    const toolbox = entries.map((entry) => {
      return entry.id === "toolbox" ? { ...entry, engineTag: "composelab/debian:trixie-slim" } : entry;
    });
    const image = { ...other, catalogue: { ...other.catalogue, entries: toolbox } };
    const [place] = Object.keys(await kinds());
    expect(await readyPlaces(image).isFresh({ id: place ?? "", cgroupParent: undefined })).toBe(false);
    expect(await readyPlaces(other).isFresh({ id: place ?? "", cgroupParent: undefined })).toBe(true);
  });
});
