import { chmod, rm } from "node:fs/promises";
import net from "node:net";
import { type Activity, serveConnection, type Wire } from "./connection.ts";

export type WireServer = {
  /** How many clients are connected. */
  readonly connections: number;
  close(): Promise<void>;
};

/**
 * Listens on a unix socket that everybody inside the sandbox may connect to (the engine's user
 * namespace makes the sandbox's users "nobody" here). A stale socket of a runner that died is replaced.
 *
 * @param options.maximumConnections further clients are turned away, so that one sandbox cannot use up
 *   the runner's file descriptors
 * @param options.onFault an error that no answer could carry: a fault of ours
 */
export async function listen(
  socketPath: string,
  wire: Wire,
  options: { maximumConnections: number; onFault: (error: unknown) => void },
): Promise<WireServer> {
  const connections = new Map<net.Socket, Activity>();
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: false }, (socket) => {
    if (connections.size >= options.maximumConnections && !makeRoom(connections)) {
      socket.on("error", () => socket.destroy());
      // Not left to the client to close: those turned away must not add up either.
      socket.end(busyAnswer, () => socket.destroy());
      return;
    }
    const activity: Activity = { idleSince: undefined };
    connections.set(socket, activity);
    socket.once("close", () => connections.delete(socket));
    serveConnection(socket, wire, activity).catch(options.onFault);
  });
  await rm(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, resolve);
  });
  server.on("error", options.onFault);
  await chmod(socketPath, 0o666);
  return {
    get connections() {
      return connections.size;
    },
    async close() {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of connections.keys()) socket.destroy();
      await stopped;
      await rm(socketPath, { force: true });
    },
  };
}

/**
 * Ends the connection that has been without a request for longest: HTTP lets a server do so at any time, and
 * clients that are kept waiting by those who only sit there are worse off. False when all are at work.
 */
function makeRoom(connections: Map<net.Socket, Activity>): boolean {
  let longest: { socket: net.Socket; since: number } | undefined;
  for (const [socket, { idleSince }] of connections) {
    if (idleSince === undefined || (longest && longest.since <= idleSince)) continue;
    longest = { socket, since: idleSince };
  }
  if (longest === undefined) return false;
  connections.delete(longest.socket);
  longest.socket.destroy();
  return true;
}

const busyText = `${JSON.stringify({ message: "the lab's engine has too many open connections from this sandbox" })}\n`;
const busyAnswer = `HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: ${busyText.length}\r\nConnection: close\r\n\r\n${busyText}`;
