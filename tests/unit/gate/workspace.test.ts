import { extract } from "tar-stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EngineClient } from "../../../sandbox-runner/gate/engine/engine-client.ts";
import { Workspace } from "../../../sandbox-runner/gate/engine/workspace.ts";
import { type StubEngine, startStubEngine } from "../../fixtures/stub-engine.ts";

let stub: StubEngine;
let engine: EngineClient;
let workspace: Workspace;
/** Paths that are there, the workspace's own included. */
let present: Set<string>;

beforeEach(async () => {
  present = new Set(["/workspace", "/workspace/a"]);
  stub = await startStubEngine(({ method, url }) => {
    if (!url.includes("/archive")) return undefined;
    const path = new URL(url, "http://engine").searchParams.get("path") ?? "";
    if (method === "PUT") return { status: 200 };
    return { status: present.has(path) ? 200 : 404 };
  });
  engine = await EngineClient.connect(stub.socketPath);
  workspace = new Workspace(engine, { toolbox: "stest00001-toolbox", workspacePath: "/workspace" });
});

afterEach(async () => {
  engine.close();
  await stub.close();
});

async function made(): Promise<string[]> {
  const put = stub.recorded.find(({ method }) => method === "PUT");
  const input = extract();
  input.end(Buffer.from(put?.body ?? "", "latin1"));
  const names: string[] = [];
  for await (const entry of input) {
    names.push(entry.header.name);
    entry.resume();
  }
  return names;
}

test("a missing directory must be made with those of its parents that are missing", async () => {
  await workspace.ensureDirectory("a/b/c");
  expect(await made()).toEqual(["b/", "b/c/"]);
  expect(stub.recorded.at(-1)?.url).toContain(`path=${encodeURIComponent("/workspace/a")}`);
});

test("a directory that is there must cost one question", async () => {
  present.add("/workspace/a/b/c");
  await workspace.ensureDirectory("a/b/c");
  expect(stub.recorded).toHaveLength(1);
});

test("a path of a thousand parts must not become a thousand questions", async () => {
  await expect(workspace.ensureDirectory("a/".repeat(1000).slice(0, -1))).rejects.toMatchObject({
    status: 400,
  });
  expect(stub.recorded.length).toBeLessThan(40);
});
