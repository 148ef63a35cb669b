import { mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EngineClient } from "../../../sandbox-runner/gate/engine/engine-client.ts";
import { GateError } from "../../../sandbox-runner/gate/errors.ts";
import type { WireHandler } from "../../../sandbox-runner/gate/wire/connection.ts";
import { listen, type WireServer } from "../../../sandbox-runner/gate/wire/server.ts";
import { exchange, statuses } from "../../fixtures/raw-client.ts";
import { type StubEngine, startStubEngine } from "../../fixtures/stub-engine.ts";

let directory: string;
let socketPath: string;
let stub: StubEngine;
let engine: EngineClient;
let server: WireServer;

const attach = "POST /containers/x/attach HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";

/** Joins every request with the stub's echo. */
const joining: WireHandler = async (request, reply) => {
  try {
    request.assertSilent();
    const { socket, early, contentType } = await engine.hijack({ method: "POST", path: ["attach"] });
    await request.hijack(socket, early, { contentType, pace: async () => undefined });
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    reply.closeAfter();
    await reply.error(error.status, error.message);
  }
};

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "hijack-"));
  socketPath = path.join(directory, "gate.sock");
  stub = await startStubEngine();
  engine = await EngineClient.connect(stub.socketPath);
  const wire = { handle: joining, common: {}, patience: { idleMs: 5000, headMs: 5000 } };
  server = await listen(socketPath, wire, { maximumConnections: 8, onFault: () => undefined });
});

afterEach(async () => {
  await server.close();
  engine.close();
  await stub.close();
  await rm(directory, { recursive: true, force: true });
});

/** Connects and waits for the answer's head. */
async function hijacked(): Promise<{ socket: net.Socket; text: () => string }> {
  const socket = net.connect({ path: socketPath, allowHalfOpen: true });
  let received = "";
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
  });
  socket.write(attach);
  await expect.poll(() => received).toContain("\r\n\r\n");
  return { socket, text: () => received };
}

test("a raw stream must carry bytes both ways and close each half by itself", async () => {
  const { socket, text } = await hijacked();
  expect(text()).toContain("HTTP/1.1 101 UPGRADED");
  socket.write("hello");
  await expect.poll(text).toMatch(/hello$/);
  socket.end();
  // The stub answers the end of its input with a last word: it arrives although our half is closed.
  await expect.poll(text).toMatch(/hello<end>$/);
});

test("a client that does not ask for an upgrade must get 200 and the raw stream", async () => {
  const answer = await exchange(socketPath, attach.replace("Connection: Upgrade\r\nUpgrade: tcp\r\n", ""));
  expect(answer).toContain("HTTP/1.1 200 OK");
});

test("bytes behind a request for a raw stream must be refused before the engine hears of it", async () => {
  const answer = await exchange(socketPath, `${attach}rm -rf /\n`);
  expect(statuses(answer)).toEqual([400]);
  expect(stub.recorded).toEqual([]);
  expect(stub.hijacked).toEqual([]);
});

test("a client that goes away while it is answered must leave nothing open at the engine", async () => {
  const gone = Array.from({ length: 6 }, () => {
    const socket = net.connect(socketPath);
    socket.on("error", () => undefined);
    socket.write(attach);
    return socket;
  });
  await expect.poll(() => stub.recorded.length).toBeGreaterThan(0);
  for (const socket of gone) socket.destroy();
  await expect.poll(() => server.connections, { timeout: 10_000 }).toBe(0);
  await expect.poll(() => stub.connections(), { timeout: 10_000 }).toBeLessThanOrEqual(1);
});

test("a large stream must arrive whole when the reader is slow", async () => {
  const { socket, text } = await hijacked();
  const size = 4 * 1024 * 1024;
  const head = text().length;
  socket.pause();
  socket.write(Buffer.alloc(size, "x"));
  await expect.poll(() => stub.hijacked.length).toBeGreaterThan(0);
  socket.resume();
  await expect.poll(() => text().length - head, { timeout: 10_000 }).toBe(size);
  socket.destroy();
});

test("a client that goes away must end the engine's side too", async () => {
  const { socket } = await hijacked();
  socket.destroy();
  await expect.poll(() => server.connections, { timeout: 10_000 }).toBe(0);
});
