import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Gate, openGate } from "../../../sandbox-runner/gate/gate.ts";
import { testSandbox } from "../../fixtures/gate-sandbox.ts";
import { exchange, statuses } from "../../fixtures/raw-client.ts";
import { type StubEngine, startStubEngine } from "../../fixtures/stub-engine.ts";

const sandbox = testSandbox();
const id = "a".repeat(64);
const labels = { ...sandbox.labels, "composelab.role": "tenant" };
const listed = {
  Id: id,
  Names: [`/${sandbox.id}--web`],
  ImageID: `sha256:${"1".repeat(64)}`,
  State: "running",
  Labels: labels,
};
const inspected = {
  Id: id,
  Name: `/${sandbox.id}--web`,
  State: { Running: true, Restarting: false },
  Config: { Labels: labels },
  HostConfig: {},
  NetworkSettings: { Networks: {} },
};

let directory: string;
let stub: StubEngine;
let gate: Gate;
let socketPath: string;
let busyTimes = 0;
/** How often the engine was asked to measure what is on the disk, and until when it does. */
let measured = 0;
let measuring: Promise<void> = Promise.resolve();

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "gate-"));
  socketPath = path.join(directory, "gate.sock");
  stub = await startStubEngine(async ({ method, url }) => {
    if (url.includes("size=1")) {
      measured += 1;
      await measuring;
    }
    if (url.includes("/containers/json")) return { json: [listed] };
    if (url.includes("/system/df")) return { json: { Volumes: [{ Name: "other--data", Labels: {} }] } };
    if (url.includes("/prune") && busyTimes-- > 0)
      return { status: 409, json: { message: "a prune operation is already running" } };
    if (url.includes("/containers/prune")) return { json: { ContainersDeleted: [id], SpaceReclaimed: 5 } };
    if (url.includes("/networks/prune"))
      return { json: { NetworksDeleted: [`${sandbox.id}--work_default`] } };
    if (url.includes("/prune")) return { json: { SpaceReclaimed: 0 } };
    if (url.includes("/changes")) return { json: [{ Path: "/etc/x", Kind: 1, Secret: "y" }] };
    if (url.includes("/update")) return { json: { Warnings: null } };
    if (url.includes("/kill")) {
      return {
        status: 409,
        json: { message: `cannot kill container: ${id}: container ${id} is not running` },
      };
    }
    if (method === "GET" && url.includes(id)) return { json: inspected };
    return undefined;
  });
  gate = await openGate({
    sandbox,
    engineSocket: stub.socketPath,
    socketPath,
    log: pino({ level: "silent" }),
  });
});

afterAll(async () => {
  await gate.close();
  await stub.close();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => {
  stub.recorded.length = 0;
  busyTimes = 0;
});

async function ask(method: string, target: string, body?: unknown, type = "application/json") {
  const text = body === undefined ? "" : JSON.stringify(body);
  const lines = body === undefined ? [] : [`Content-Type: ${type}`, `Content-Length: ${text.length}`];
  const head = [`${method} ${target} HTTP/1.1`, "Host: docker", ...lines, "Connection: close"];
  const answer = await exchange(socketPath, `${head.join("\r\n")}\r\n\r\n${text}`, 5000);
  return { status: statuses(answer)[0], answer };
}

/** What changed something on the engine. */
const changes = () => stub.recorded.filter(({ method }) => method !== "GET");

test("what is on the disk must be measured for one question after the other", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  measuring = promise;
  measured = 0;
  const targets = [
    "/containers/json?size=1",
    `/containers/${id}/json?size=1`,
    "/system/df",
    "/containers/json?size=1",
  ];
  const answers = Promise.all(targets.map((target) => ask("GET", target)));
  await expect.poll(() => measured).toBe(1);
  // Others are answered meanwhile.
  expect((await ask("GET", "/containers/json")).status).toBe(200);
  expect(measured).toBe(1);
  resolve();
  expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(measured).toBe(4);
});

describe("prunes", () => {
  test.each(["containers", "networks", "volumes", "images"])(
    "of %s must name this sandbox only",
    async (kind) => {
      const query = new URLSearchParams({ filters: JSON.stringify({ label: ["a=b"] }) });
      const { status } = await ask("POST", `/${kind}/prune?${query}`);
      expect(status).toBe(200);
      const filters = new URL(changes()[0]?.url ?? "", "http://engine").searchParams.get("filters");
      expect(JSON.parse(filters ?? "").label).toEqual(
        expect.arrayContaining(["a=b", `composelab.sandbox=${sandbox.id}`, "composelab.role=tenant"]),
      );
    },
  );

  test("must wait while the engine prunes for somebody else", async () => {
    busyTimes = 2;
    const { status, answer } = await ask("POST", "/networks/prune");
    expect(status).toBe(200);
    expect(answer).toContain('{"NetworksDeleted":["work_default"]}');
    expect(changes()).toHaveLength(3);
  });

  test("of the build cache must not reach the engine, which has none", async () => {
    const { answer } = await ask("POST", "/build/prune?all=1");
    expect(answer).toContain('{"CachesDeleted":null,"SpaceReclaimed":0}');
    expect(stub.recorded).toEqual([]);
  });
});

test("disk usage must show nobody else's volumes, and ask for no more than is wanted", async () => {
  const { answer } = await ask("GET", "/system/df?type=container&type=image");
  expect(answer).toContain('"Volumes":null');
  expect(answer).toContain('"BuildCache":null');
  const whole = await ask("GET", "/system/df");
  expect(whole.answer).toContain('"Volumes":[]');
  expect(whole.answer).not.toContain("other--data");
  expect((await ask("GET", "/system/df?type=secret")).status).toBe(400);
});

test("changes must be rebuilt from known fields", async () => {
  const { answer } = await ask("GET", "/containers/web/changes");
  expect(answer).toContain('[{"Path":"/etc/x","Kind":1}]');
});

test("an update must carry what was asked and nothing else", async () => {
  expect((await ask("POST", "/containers/web/update", { CpuShares: 512, Devices: null })).status).toBe(200);
  expect(changes().map(({ body }) => JSON.parse(body))).toEqual([{ CpuShares: 512 }]);
  expect((await ask("POST", "/containers/web/update", { Privileged: true })).status).toBe(403);
  expect(changes()).toHaveLength(1);
});

test("an error that repeats the reference must repeat the student's", async () => {
  const { answer } = await ask("POST", "/containers/web/kill?signal=TERM");
  expect(answer).toContain(`cannot kill container: web: container ${id} is not running`);
  expect((await ask("POST", "/containers/nosuch/kill")).answer).toContain(
    "cannot kill container: nosuch: No such container: nosuch",
  );
});

describe("what clients send without meaning anything by it", () => {
  test("a key at its zero value must count as not given", async () => {
    expect((await ask("GET", "/images/json?only_ids=0&all=0&new=false")).status).toBe(200);
    expect((await ask("GET", "/images/json?only_ids=1")).status).toBe(403);
    expect((await ask("GET", "/images/json?all=0&all=0")).status).toBe(400);
  });

  test("options that stand in both query and body must be taken once", async () => {
    const body = { Container: "web", Cmd: ["a", "b"], AttachStdout: true };
    const repeated = "/containers/web/exec?Container=web&Cmd=a&Cmd=b&AttachStdout=true";
    await ask("POST", repeated, body);
    expect(changes().map((each) => JSON.parse(each.body))).toEqual([{ AttachStdout: true, Cmd: ["a", "b"] }]);
    expect((await ask("POST", "/containers/web/exec?Cmd=evil", body)).status).toBe(403);
    expect((await ask("POST", "/containers/web/exec?Privileged=true", body)).status).toBe(403);
    expect(changes()).toHaveLength(1);
  });

  test("a body where none is due must say no more than the query", async () => {
    expect((await ask("POST", "/containers/web/kill?signal=TERM", { signal: "TERM" })).status).toBe(409);
    expect((await ask("POST", "/containers/web/kill", { signal: "KILL" })).status).toBe(400);
    expect((await ask("POST", "/containers/web/kill", {}, "text/plain")).status).toBe(400);
    expect((await ask("DELETE", "/containers/web", {})).status).toBe(400);
    expect(changes()).toHaveLength(1);
  });
});

test.each(["POST /grpc", "POST /session"])("%s must say how to build instead", async (line) => {
  const [method = "", target = ""] = line.split(" ");
  expect((await ask(method, target)).answer).toContain("set DOCKER_BUILDKIT=0");
  expect(stub.recorded).toEqual([]);
});
