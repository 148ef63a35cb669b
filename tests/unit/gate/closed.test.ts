import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Decision } from "../../../sandbox-runner/gate/dispatch.ts";
import { type Gate, openGate } from "../../../sandbox-runner/gate/gate.ts";
import { testSandbox } from "../../fixtures/gate-sandbox.ts";
import { exchange, statuses } from "../../fixtures/raw-client.ts";
import { type StubEngine, startStubEngine } from "../../fixtures/stub-engine.ts";

/** What another tenant owns: the stub knows it, the gate must not. */
const foreign = "f".repeat(64);

let directory: string;
let socketPath: string;
let stub: StubEngine;
let gate: Gate;
let decisions: Decision[];

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "gate-"));
  socketPath = path.join(directory, "gate.sock");
  stub = await startStubEngine(({ url }) => {
    if (url.includes("/exec/")) return { json: { ID: foreign, ContainerID: foreign, Running: true } };
    if (url.includes(foreign)) return { json: { Id: foreign, Name: "/other", Config: { Labels: {} } } };
    return undefined;
  });
  decisions = [];
  gate = await openGate({
    sandbox: testSandbox(),
    engineSocket: stub.socketPath,
    socketPath,
    log: pino({ level: "silent" }),
    onDecision: (decision) => decisions.push(decision),
  });
});

afterAll(async () => {
  await gate.close();
  await stub.close();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => {
  stub.recorded.length = 0;
  stub.hijacked.length = 0;
  decisions.length = 0;
});

async function ask(method: string, target: string, lines: string[] = [], body = ""): Promise<string> {
  const length = body === "" ? [] : [`Content-Length: ${Buffer.byteLength(body, "latin1")}`];
  const head = [`${method} ${target} HTTP/1.1`, "Host: docker", ...length, ...lines, "Connection: close"];
  return exchange(socketPath, `${head.join("\r\n")}\r\n\r\n${body}`, 2000);
}

const json = "Content-Type: application/json";

describe("what the table does not name must not reach the engine", () => {
  const closed = [
    "POST /auth",
    "POST /session",
    "POST /grpc",
    "GET /containers/x/export",
    "POST /commit",
    "GET /containers/x/attach/ws",
    "POST /containers/x/copy",
    "GET /containers/x/checkpoints",
    "POST /images/load",
    "GET /images/get",
    "GET /images/nginx:alpine/get",
    "POST /images/nginx:alpine/push",
    "GET /images/search",
    "GET /distribution/nginx/json",
    "GET /swarm",
    "POST /swarm/init",
    "GET /swarm/unlockkey",
    "GET /nodes",
    "GET /services",
    "POST /services/create",
    "GET /tasks",
    "GET /secrets",
    "POST /secrets/create",
    "GET /configs",
    "GET /plugins",
    "POST /plugins/pull",
    "POST /plugins/create",
    "GET /debug/pprof/",
    "GET /metrics",
    "POST /libpod/containers/create",
    "PUT /volumes/x",
    "DELETE /_ping",
    "POST /info",
    "GET /containers",
    "GET /unknown",
  ];
  test.each(closed)("%s", async (line) => {
    const [method = "", target = ""] = line.split(" ");
    for (const spelled of [target, `/v1.51${target}`, `/v1.24${target}`, target.toUpperCase()]) {
      const [status] = statuses(await ask(method, spelled));
      expect([400, 403]).toContain(status);
    }
    expect(stub.recorded).toEqual([]);
    expect(decisions).toHaveLength(4);
    expect(decisions.every(({ reason }) => reason !== undefined)).toBe(true);
  });
});

describe("another tenant's objects must be the same 404 as none at all, by id and by prefix", () => {
  const byContainer = [
    "GET /containers/{id}/json",
    "GET /containers/{id}/logs?stdout=1",
    "GET /containers/{id}/top",
    "GET /containers/{id}/stats",
    "GET /containers/{id}/archive?path=/etc",
    "HEAD /containers/{id}/archive?path=/etc",
    "POST /containers/{id}/attach?stream=1",
    "POST /containers/{id}/start",
    "POST /containers/{id}/stop",
    "POST /containers/{id}/restart",
    "POST /containers/{id}/kill",
    "POST /containers/{id}/pause",
    "POST /containers/{id}/unpause",
    "POST /containers/{id}/rename?name=mine",
    "POST /containers/{id}/resize?h=1&w=1",
    "POST /containers/{id}/wait",
    "DELETE /containers/{id}?force=1",
    "GET /networks/{id}",
    "DELETE /networks/{id}",
    "GET /volumes/{id}",
    "DELETE /volumes/{id}",
    "GET /images/{id}/json",
    "GET /images/sha256:{id}/json",
    "DELETE /images/{id}",
    "POST /images/{id}/tag?repo=mine",
    "GET /exec/{id}/json",
    "POST /exec/{id}/resize?h=1&w=1",
  ];
  test.each(byContainer)("%s", async (line) => {
    const [method = "", target = ""] = line.split(" ");
    for (const reference of [
      foreign,
      foreign.slice(0, 12),
      "other",
      "stest00002--web",
      "stest00001-toolbox",
    ]) {
      const answer = await ask(method, target.replace("{id}", reference));
      const [status] = statuses(answer);
      // An image id has no letters of that kind: a wrong reference may be called one.
      expect(target.startsWith("/images") ? [400, 404] : [404]).toContain(status);
      if (method !== "HEAD") expect(answer).toContain('{"message":');
    }
    const reached = stub.recorded.filter(({ url }) => !/\/(?:exec|images)\/[^/]+\/json$/.test(url));
    expect(reached).toEqual([]);
  });

  test.each([
    ["POST", `/containers/${foreign}/exec`, '{"Cmd":["id"]}'],
    ["POST", `/exec/${foreign}/start`, '{"Detach":false}'],
    ["POST", `/networks/${foreign}/connect`, '{"Container":"x"}'],
    ["POST", `/networks/${foreign}/disconnect`, '{"Container":"x"}'],
  ])("%s %s", async (method, target, body) => {
    expect(statuses(await ask(method, target, [json], body))).toEqual([404]);
    expect(stub.recorded.filter((each) => each.method !== "GET")).toEqual([]);
  });
});

describe("a route must refuse what its definition does not name", () => {
  const create = "/containers/create?name=x";
  test.each([
    ["an unknown query key", "GET", "/containers/json?all=1&size=0&evil=1", [], ""],
    ["a query key in another case", "GET", "/containers/json?ALL=1", [], ""],
    ["a repeated query key", "GET", "/containers/json?all=1&all=0", [], ""],
    ["a flag that is no flag", "GET", "/containers/json?all=maybe", [], ""],
    [
      "an Upgrade where there is no stream",
      "GET",
      "/containers/json",
      ["Upgrade: tcp", "Connection: Upgrade"],
      "",
    ],
    ["a form for a body", "POST", create, ["Content-Type: application/x-www-form-urlencoded"], "Image=x"],
    ["a body without a type", "POST", create, [], '{"Image":"nginx:alpine"}'],
    ["a body of another charset", "POST", create, ["Content-Type: application/json; charset=utf-16"], "{}"],
    ["a body where none is due", "POST", "/containers/x/stop", [json], "{}"],
    ["a body on a GET", "GET", "/containers/json", [json], "{}"],
    [
      "a form on a tag",
      "POST",
      "/images/x/tag",
      ["Content-Type: application/x-www-form-urlencoded"],
      "repo=x",
    ],
    ["duplicate keys", "POST", create, [json], '{"Image":"nginx:alpine","image":"x"}'],
    [
      "registry credentials",
      "POST",
      "/images/create?fromImage=nginx&tag=alpine",
      ["X-Registry-Auth: eyJ1c2VybmFtZSI6ImEifQ=="],
      "",
    ],
    ["an import", "POST", "/images/create?fromSrc=http://example.com/x.tar", [], ""],
    ["another registry", "POST", "/images/create?fromImage=registry.example.com/x&tag=1", [], ""],
    ["a remote build", "POST", "/build?remote=http://example.com/x.git", [], ""],
    ["a BuildKit build", "POST", "/build?version=2&session=x", [], ""],
  ])("%s", async (_name, method, target, lines, body) => {
    const upgrade = lines.includes("Connection: Upgrade");
    const answer = upgrade
      ? await exchange(socketPath, `${method} ${target} HTTP/1.1\r\nHost: d\r\n${lines.join("\r\n")}\r\n\r\n`)
      : await ask(method, target, lines, body);
    const [status] = statuses(answer);
    expect([400, 403, 404]).toContain(status);
    expect(answer).toContain('{"message":');
    expect(stub.recorded).toEqual([]);
  });
});

test("a compressed archive must not be unpacked", async () => {
  const gzip = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.alloc(1020)]).toString("latin1");
  const target = `/containers/${foreign}/archive?path=/`;
  expect(statuses(await ask("PUT", target, ["Content-Type: application/x-tar"], gzip))).toEqual([404]);
  expect(stub.recorded).toEqual([]);
});

test("_ping must name the classic builder, and the pinned version, with and without a body", async () => {
  for (const method of ["GET", "HEAD"]) {
    const answer = await ask(method, "/_ping");
    expect(answer).toContain("HTTP/1.1 200 OK");
    expect(answer).toContain("Api-Version: 1.51");
    expect(answer).toContain("Builder-Version: 1");
    expect(answer.endsWith(method === "GET" ? "\r\n\r\nOK" : "\r\n\r\n")).toBe(true);
  }
});

test("no mutation of a request may crash the gate or reach the engine with a change", async () => {
  const seeds = [
    `POST /v1.51/containers/create?name=x HTTP/1.1\r\nHost: d\r\n${json}\r\nContent-Length: 2\r\n\r\n{}`,
    "GET /v1.51/containers/json?all=1 HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n",
    `DELETE /v1.51/containers/${foreign}?force=1 HTTP/1.1\r\nHost: d\r\n\r\n`,
  ];
  const spice = [
    "\r",
    "\n",
    "\u0000",
    " ",
    "%2f",
    "..",
    "//",
    "\t",
    ":",
    "?",
    "&",
    "=",
    "{",
    "\u00ff",
    "HTTP/1.1",
  ];
  let state = 42;
  const random = (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state % below;
  };
  const mutated = Array.from({ length: 400 }, () => {
    const seed = seeds[random(seeds.length)] ?? "";
    const at = random(seed.length);
    return `${seed.slice(0, at)}${spice[random(spice.length)]}${seed.slice(at + random(3))}`;
  });
  for (let index = 0; index < mutated.length; index += 40) {
    await Promise.all(mutated.slice(index, index + 40).map((bytes) => exchange(socketPath, bytes, 60)));
  }
  expect(statuses(await ask("GET", "/_ping"))).toEqual([200]);
  expect(stub.recorded.filter(({ method }) => method !== "GET" && method !== "HEAD")).toEqual([]);
});
