import net from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Outside, openOutside } from "../../../sandbox-runner/sandbox/outside.ts";

let outside: Outside;
let knocking: net.Socket[];

beforeEach(async () => {
  outside = await openOutside("127.0.0.1");
  knocking = [];
});

afterEach(async () => {
  for (const socket of knocking) socket.destroy();
  await outside.close();
});

/** Connects from an address of the loopback network and says nothing. */
async function knock(localAddress: string): Promise<net.Socket> {
  const socket = net.connect({ host: outside.host, port: outside.port, localAddress });
  socket.on("error", () => undefined);
  knocking.push(socket);
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

async function ask(localAddress: string): Promise<string> {
  const socket = await knock(localAddress);
  socket.write("GET / HTTP/1.1\r\nHost: outside\r\n\r\n");
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(part);
  return Buffer.concat(parts).toString();
}

test("the outside must answer anybody with its token", async () => {
  expect(await ask("127.0.0.2")).toContain(outside.token);
});

test("a container that takes all connections it can get must not shut others out", async () => {
  const many = await Promise.all(Array.from({ length: 200 }, () => knock("127.0.0.3")));
  await expect.poll(() => many.filter((socket) => !socket.destroyed).length).toBeLessThanOrEqual(16);
  expect(await ask("127.0.0.4")).toContain(outside.token);
});

test("who connects and says nothing must be let go", async () => {
  const silent = await knock("127.0.0.5");
  await expect.poll(() => silent.resume().destroyed, { timeout: 15_000 }).toBe(true);
});
