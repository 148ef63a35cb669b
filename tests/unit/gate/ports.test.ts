import net from "node:net";
import { expect, test } from "vitest";
import { PortTable, portConflictSentence } from "../../../sandbox-runner/gate/network/ports.ts";
import type { PublishedPort } from "../../../sandbox-runner/gate/objects/published-ports.ts";

const port = (hostPort: number, more: Partial<PublishedPort> = {}): PublishedPort => ({
  containerPort: 80,
  protocol: "tcp",
  hostIp: "0.0.0.0",
  hostPort,
  ...more,
});

const table = () => new PortTable(async () => "127.0.0.1");

test("a second container asking for a taken host port must be told who has it", () => {
  const ports = table();
  expect(ports.bind("a", [port(80)], [])).toBeUndefined();
  expect(ports.bind("b", [port(80)], [])).toEqual({ wanted: port(80), holder: "a", hostIp: "0.0.0.0" });
  expect(ports.of("b")).toEqual([]);
});

test.each([
  ["", "0.0.0.0", "0.0.0.0"],
  ["", "::1", "::"],
  ["127.0.0.1", "", "127.0.0.1"],
  ["::", "", "::"],
  ["0.0.0.0", "::", undefined],
])("held at %j and wanted at %j, a port must be in the way at %j", (held, wanted, hostIp) => {
  const ports = table();
  ports.bind("a", [port(80, { hostIp: held })], []);
  expect(ports.bind("b", [port(80, { hostIp: wanted })], [])?.hostIp).toBe(hostIp);
});

test("a container must take all its ports or none", () => {
  const ports = table();
  ports.bind("a", [port(80)], []);
  expect(ports.bind("b", [port(81), port(80)], [])?.holder).toBe("a");
  expect(ports.published()).toEqual([80]);
});

test("the same port on another protocol or another loopback address must be free", () => {
  const ports = table();
  ports.bind("a", [port(53)], []);
  expect(ports.bind("b", [port(53, { protocol: "udp" })], [])).toBeUndefined();
  expect(ports.bind("c", [port(90, { hostIp: "127.0.0.1" })], [])).toBeUndefined();
  expect(ports.bind("d", [port(90, { hostIp: "127.0.0.2" })], [])).toBeUndefined();
  expect(ports.bind("e", [port(90)], [])?.holder).toBe("c");
});

test("a container that asks twice for one port must collide with itself", () => {
  expect(table().bind("a", [port(80), port(80, { containerPort: 81 })], [])?.holder).toBe("a");
});

test("a port left to the host must come from the ephemeral range, the preferred one first", () => {
  const ports = table();
  ports.bind("a", [port(0)], []);
  ports.bind("b", [port(0)], [40_000]);
  ports.bind("c", [port(0)], [40_000]);
  expect(["a", "b", "c"].map((id) => ports.of(id)[0]?.hostPort)).toEqual([32_768, 40_000, 32_769]);
});

test("a range must give its first free port, and collide when it is full", () => {
  const ports = table();
  const range = port(8000, { lastHostPort: 8001 });
  ports.bind("a", [range], []);
  ports.bind("b", [range], []);
  expect(["a", "b"].map((id) => ports.of(id)[0]?.hostPort)).toEqual([8000, 8001]);
  expect(ports.bind("c", [range], [])).toBeDefined();
});

test("a released port must be free, and listeners told", async () => {
  const ports = table();
  const heard: number[][] = [];
  ports.bind("a", [port(80)], []);
  ports.onChange((published) => void heard.push(published));
  ports.release("a");
  await ports.announce();
  expect(heard).toEqual([[80], []]);
  expect(ports.bind("b", [port(80)], [])).toBeUndefined();
});

test("suggested ports must avoid those held and those others expect", () => {
  const ports = table();
  ports.bind("a", [port(32_768)], []);
  expect(ports.suggest(2, new Set([32_769]))).toEqual([32_770, 32_771]);
});

test("dialling must reach what is published and be refused elsewhere", async () => {
  const server = net.createServer((socket) => socket.end("hello"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const containerPort = typeof address === "object" && address ? address.port : 0;
  const ports = table();
  ports.bind("a", [port(80, { containerPort })], []);
  const socket = await ports.dial(80);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  socket.destroy();
  expect(Buffer.concat(chunks).toString()).toBe("hello");
  await expect(ports.dial(81)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await new Promise((resolve) => server.close(resolve));
});

test("a connection that the address's next owner answered must be given up", async () => {
  const accepted = Promise.withResolvers<net.Socket>();
  const server = net.createServer((socket) => accepted.resolve(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const containerPort = typeof address === "object" && address ? address.port : 0;
  const answers = ["127.0.0.1", undefined];
  const ports = new PortTable(async () => answers.shift());
  ports.bind("a", [port(80, { containerPort })], []);
  await expect(ports.dial(80)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  const stranger = await accepted.promise;
  await new Promise((resolve) => stranger.resume().once("close", resolve));
  expect(stranger.bytesRead).toBe(0);
  await new Promise((resolve) => server.close(resolve));
});

test("the sentence of a conflict must be the engine's", () => {
  expect(portConflictSentence("work-web-2", "Bind for 0.0.0.0:80 failed: port is already allocated")).toMatch(
    /^failed to set up container networking: driver failed programming external connectivity on endpoint work-web-2 \([0-9a-f]{64}\): Bind for 0\.0\.0\.0:80 failed: port is already allocated$/,
  );
});
