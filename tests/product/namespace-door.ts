import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BorrowedEngine } from "../engine/borrowed-engine.ts";

/** Hands what comes on a socket, which every network namespace can reach, to a port of its own namespace. */
const doorkeeper = `
const net = require("node:net");
const [socket, host, port] = process.argv.slice(1);
net.createServer((outside) => {
  const inside = net.connect(Number(port), host);
  for (const each of [outside, inside]) each.on("error", () => { outside.destroy(); inside.destroy(); });
  outside.pipe(inside).pipe(outside);
}).listen(socket, () => console.log("open"));
`;

/** Makes a port inside the engine's network namespace reachable here, at the address that is returned. */
export async function openDoor(
  engine: Pick<BorrowedEngine, "inside">,
  to: URL,
): Promise<{ address: string; close(): Promise<void> }> {
  const directory = await mkdtemp(path.join(tmpdir(), "composelab-door-"));
  const socket = path.join(directory, "door");
  const [program, ...options] = engine.inside;
  const keeper = spawn(
    program,
    [...options, process.execPath, "--eval", doorkeeper, socket, to.hostname, to.port],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  await once(keeper.stdout, "data");
  const server = createServer((client) => {
    const through = connect(socket);
    for (const [each, other] of [
      [client, through],
      [through, client],
    ] as const)
      each.on("error", () => other.destroy());
    client.pipe(through).pipe(client);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return {
    address: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.close();
      keeper.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
