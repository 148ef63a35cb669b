import { chmod, rm } from "node:fs/promises";
import net from "node:net";
import { serveConnection, type Wire } from "./connection.ts";

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
  const connections = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: false }, (socket) => {
    if (connections.size >= options.maximumConnections) {
      socket.on("error", () => socket.destroy());
      // Not left to the client to close: those turned away must not add up either.
      socket.end(busyAnswer, () => socket.destroy());
      return;
    }
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
    serveConnection(socket, wire).catch(options.onFault);
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
      for (const socket of connections) socket.destroy();
      await stopped;
      await rm(socketPath, { force: true });
    },
  };
}

const busyText = `${JSON.stringify({ message: "the lab's engine has too many open connections from this sandbox" })}\n`;
const busyAnswer = `HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: ${busyText.length}\r\nConnection: close\r\n\r\n${busyText}`;
