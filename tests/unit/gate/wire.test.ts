import { mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { GateError } from "../../../sandbox-runner/gate/errors.ts";
import { collect } from "../../../sandbox-runner/gate/wire/body.ts";
import type { WireHandler } from "../../../sandbox-runner/gate/wire/connection.ts";
import { listen, type WireServer } from "../../../sandbox-runner/gate/wire/server.ts";
import { parseTarget } from "../../../sandbox-runner/gate/wire/target.ts";
import { exchange, statuses } from "../../fixtures/raw-client.ts";

let directory: string;
let socketPath: string;
let server: WireServer;
let handled: string[];
let faults: unknown[];

/** Answers with the body it was sent. */
const echo: WireHandler = async (request, reply) => {
  handled.push(`${request.head.method} ${request.head.target}`);
  try {
    const body = await collect(request.body(1024));
    await reply.bytes(200, "text/plain", body);
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    reply.closeAfter();
    await reply.error(error.status, error.message);
  }
};

async function serve(
  handle: WireHandler,
  patience = { idleMs: 2000, headMs: 2000 },
  maximumConnections = 32,
) {
  return listen(
    socketPath,
    { handle, common: { "Api-Version": "1.51" }, patience },
    { maximumConnections, onFault: (error) => faults.push(error) },
  );
}

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "wire-"));
  socketPath = path.join(directory, "gate.sock");
  handled = [];
  faults = [];
  server = await serve(echo);
});

afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
  expect(faults).toEqual([]);
});

describe("a request as clients send it must be served", () => {
  test.each([
    ["without a body", "GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n", 200],
    [
      "with the CLI's headers",
      "HEAD /_ping HTTP/1.1\r\nHost: api.moby.localhost\r\nUser-Agent: Docker-Client/28.5.2 (linux)\r\n\r\n",
      200,
    ],
    ["with a length", "POST /a HTTP/1.1\r\nHost: d\r\nContent-Length: 5\r\n\r\nhello", 200],
    ["with a length of zero", "POST /a HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n", 200],
    [
      "in chunks",
      "POST /a HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
      200,
    ],
  ])("%s", async (_name, bytes, status) => {
    expect(statuses(await exchange(socketPath, bytes))).toEqual([status]);
  });

  test("byte by byte", async () => {
    const bytes = "POST /a HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    expect(await exchange(socketPath, [...bytes])).toMatch(/hello$/);
  });

  test("several on one connection", async () => {
    const one = "POST /a HTTP/1.1\r\nHost: d\r\nContent-Length: 2\r\n\r\nhi";
    expect(statuses(await exchange(socketPath, one + one + one))).toEqual([200, 200, 200]);
  });

  test("and the connection closed when the client asks for it", async () => {
    const one = "GET /a HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n";
    expect(statuses(await exchange(socketPath, one + one))).toEqual([200]);
  });
});

const head = (...lines: string[]) => `${["POST /a HTTP/1.1", "Host: d", ...lines].join("\r\n")}\r\n\r\n`;

describe("a request that could be read in two ways must end the connection before a handler sees it", () => {
  test.each([
    ["bare LF", "GET /a HTTP/1.1\nHost: d\n\n"],
    ["one bare LF", "GET /a HTTP/1.1\r\nHost: d\nX: y\r\n\r\n"],
    ["a bare CR", "GET /a HTTP/1.1\r\nHost: d\rX\r\n\r\n"],
    ["a folded header", "GET /a HTTP/1.1\r\nHost: d\r\n folded\r\n\r\n"],
    ["length and chunks", head("Content-Length: 4", "Transfer-Encoding: chunked")],
    ["two lengths", head("Content-Length: 4", "Content-Length: 4")],
    ["two lengths in two cases", head("Content-Length: 4", "content-length: 5")],
    ["a list of lengths", head("Content-Length: 4, 4")],
    ["a signed length", head("Content-Length: +4")],
    ["a hexadecimal length", head("Content-Length: 0x4")],
    ["a length with a leading zero", head("Content-Length: 04")],
    ["chunked twice", head("Transfer-Encoding: chunked, chunked")],
    ["gzip chunks", head("Transfer-Encoding: gzip, chunked")],
    ["identity", head("Transfer-Encoding: identity")],
    ["space before the colon", head("Content-Length : 4")],
    ["no colon", head("Content-Length")],
    ["an empty header name", head(": x")],
    ["NUL in a header", head("User-Agent: a\u0000b")],
    ["a byte above ASCII", head("User-Agent: \u00e9")],
    ["no Host", "GET /a HTTP/1.1\r\n\r\n"],
    ["HTTP/1.0", "GET /a HTTP/1.0\r\nHost: d\r\n\r\n"],
    ["HTTP/2 by preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["two spaces", "GET  /a HTTP/1.1\r\nHost: d\r\n\r\n"],
    ["a tab for a space", "GET\t/a HTTP/1.1\r\nHost: d\r\n\r\n"],
    ["a lower-case method", "get /a HTTP/1.1\r\nHost: d\r\n\r\n"],
    ["an unknown method", "PATCH /a HTTP/1.1\r\nHost: d\r\n\r\n"],
    ["CONNECT", "CONNECT d:80 HTTP/1.1\r\nHost: d\r\n\r\n"],
    ["a leading empty line", "\r\nGET /a HTTP/1.1\r\nHost: d\r\n\r\n"],
    ["an unknown header", head("X-Forwarded-For: 1")],
    ["Expect", head("Expect: 100-continue")],
    ["an unknown Connection option", head("Connection: keep-alive, X-Registry-Auth")],
    ["an upgrade to h2c", head("Connection: Upgrade", "Upgrade: h2c")],
    ["an upgrade to websocket", head("Connection: Upgrade", "Upgrade: websocket")],
    ["Upgrade alone", head("Upgrade: tcp")],
    ["Connection: Upgrade alone", head("Connection: Upgrade")],
    ["a head of 20 KiB", head(`User-Agent: ${"a".repeat(20_000)}`)],
    ["an endless head", `GET /${"a".repeat(70_000)}`],
  ])("%s", async (_name, bytes) => {
    const answer = await exchange(socketPath, `${bytes}GET /smuggled HTTP/1.1\r\nHost: d\r\n\r\n`);
    const [status, ...rest] = statuses(answer);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(rest).toEqual([]);
    expect(answer).toContain("Connection: close");
    expect(handled).toEqual([]);
  });
});

describe("a body that does not keep to its framing must be refused, and nothing behind it read", () => {
  const chunked = head("Transfer-Encoding: chunked");
  test.each([
    ["a chunk extension", `${chunked}5;a=b\r\nhello\r\n0\r\n\r\n`],
    ["a trailer", `${chunked}0\r\nContent-Length: 3\r\n\r\n`],
    ["a chunk with a bare LF", `${chunked}5\nhello\n0\n\n`],
    ["a chunk longer than it says", `${chunked}2\r\nhello\r\n0\r\n\r\n`],
    ["a signed size", `${chunked}+5\r\nhello\r\n0\r\n\r\n`],
    ["0x", `${chunked}0x5\r\nhello\r\n0\r\n\r\n`],
    ["a size of 17 digits", `${chunked}00000000000000005\r\nhello\r\n0\r\n\r\n`],
    ["spaces around the size", `${chunked} 5 \r\nhello\r\n0\r\n\r\n`],
    ["a huge chunk", `${chunked}7fffffff\r\n`],
    ["a huge length", head("Content-Length: 999999999")],
  ])("%s", async (_name, bytes) => {
    const answer = await exchange(socketPath, `${bytes}GET /smuggled HTTP/1.1\r\nHost: d\r\n\r\n`);
    const [status, ...rest] = statuses(answer);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(rest).toEqual([]);
    expect(handled).toEqual(["POST /a"]);
  });

  test("a client that stops in the middle must get nothing and cost nothing", async () => {
    expect(await exchange(socketPath, `${head("Content-Length: 100")}only this`)).toBe("");
    expect(statuses(await exchange(socketPath, head()))).toEqual([200]);
  });
});

describe("slow and many clients", () => {
  test("a head that does not arrive in time must end the connection", async () => {
    await server.close();
    server = await serve(echo, { idleMs: 2000, headMs: 50 });
    const began = performance.now();
    expect(await exchange(socketPath, "GET /a HTTP/1.1\r\nHost:", 1500)).toBe("");
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test("connections above the limit must be turned away, and be possible again when others leave", async () => {
    await server.close();
    server = await serve(echo, { idleMs: 5000, headMs: 5000 }, 3);
    const busy = [1, 2, 3].map(() => net.connect(socketPath));
    for (const socket of busy) socket.write(`${head("Content-Length: 100")}only this`);
    await expect.poll(() => handled.length).toBe(3);
    expect(statuses(await exchange(socketPath, head()))).toEqual([503]);
    // Those turned away are let go at once, although they stay.
    const turnedAway = net.connect({ path: socketPath, allowHalfOpen: true });
    await new Promise((resolve) => turnedAway.resume().once("end", resolve));
    expect(server.connections).toBe(3);
    turnedAway.destroy();
    for (const socket of busy) socket.destroy();
    await expect.poll(async () => statuses(await exchange(socketPath, head()))).toEqual([200]);
  });

  test("those who connect and say nothing must make room for those who ask", async () => {
    await server.close();
    server = await serve(echo, { idleMs: 5000, headMs: 5000 }, 3);
    const silent = Array.from({ length: 12 }, () => net.connect(socketPath));
    let ended = 0;
    for (const socket of silent) socket.resume().once("end", () => (ended += 1));
    await expect.poll(() => ended).toBe(9);
    for (let asked = 0; asked < 6; asked += 1) {
      expect(statuses(await exchange(socketPath, head()))).toEqual([200]);
    }
    for (const socket of silent) socket.destroy();
  });
});

describe("a target must be written plainly", () => {
  test.each([
    "/containers/%6a%73on",
    "/containers/a%2fb/json",
    "/containers//json",
    "//containers/json",
    "/containers/../images/json",
    "/containers/./json",
    "/containers/json/",
    "/",
    "/v1.51/",
    "http://docker/containers/json",
    "*",
    "containers/json",
    "/containers/json#x",
    "/containers/js on",
    "/containers/json;a",
    "/containers\\json",
    "/containers/json?all",
    "/containers/json?=1",
    "/containers/json?all=%",
    "/containers/json?all=%zz",
    "/containers/json?all=%00",
    "/containers/json?all=%c0%ae",
    "/containers/json?all=%1b[0m",
    "/containers/json?%61ll=1",
    "/containers/json?all=1;limit=2",
    "/containers/json?all=1&",
    "/containers/json?all[]=1",
    "/containers/json?all=1?x=%",
  ])("%s must be refused", (target) => {
    expect(() => parseTarget(target)).toThrow(GateError);
  });

  test("a version must be dropped, and values decoded once", () => {
    expect(parseTarget("/v1.51/containers/json?filters=%7B%22label%22%3A%5B%22a%3D1%22%5D%7D&all=1")).toEqual(
      {
        segments: ["containers", "json"],
        query: [
          ["filters", '{"label":["a=1"]}'],
          ["all", "1"],
        ],
      },
    );
    expect(parseTarget("/images/library/nginx:alpine/json").segments).toEqual([
      "images",
      "library",
      "nginx:alpine",
      "json",
    ]);
    expect(parseTarget("/a?x=%2525").query).toEqual([["x", "%25"]]);
  });
});
