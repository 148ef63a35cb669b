import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";

/**
 * The "outside" of the lab: a responder on the address of the engine's own default bridge. A container
 * on a normal network reaches it through its default route; one that is only on `internal` networks has
 * no such route. So the difference can be observed by a real connection attempt, with no internet.
 */
export type Outside = { host: string; port: number; token: string; close(): Promise<void> };

/** The ports that the egress rules leave open at that address: one for each process that runs sandboxes. */
export const outsidePorts = { from: 47100, to: 47131 } as const;

export async function openOutside(host: string): Promise<Outside> {
  const token = randomBytes(16).toString("hex");
  const server = createServer(patience, (_request, response) => {
    response.writeHead(200, { "content-type": "text/plain", connection: "close" }).end(token);
  });
  limitConnections(server);
  for (let port = outsidePorts.from; port <= outsidePorts.to; port++) {
    if (!(await listen(server, host, port))) continue;
    server.unref();
    // Want of file descriptors is no reason for the process to end.
    server.on("error", () => undefined);
    return {
      host,
      port,
      token,
      close: () => new Promise((resolve) => server.close(() => resolve())),
    };
  }
  throw new Error(`all of the ports ${outsidePorts.from} to ${outsidePorts.to} on ${host} are taken`);
}

/** A question takes a moment; whoever takes longer is keeping the place from others. */
const patience = { headersTimeout: 5_000, requestTimeout: 5_000, connectionsCheckingInterval: 1_000 };
/** From one container's address, and from all. */
const mostConnections = { each: 16, all: 1024 };

/** Any container can knock here, as often as it likes: not so that others find the door shut. */
function limitConnections(server: Server): void {
  server.maxConnections = mostConnections.all;
  const open = new Map<string, number>();
  server.on("connection", (socket) => {
    const from = socket.remoteAddress ?? "";
    const count = (open.get(from) ?? 0) + 1;
    open.set(from, count);
    socket.once("close", () => {
      const left = (open.get(from) ?? 1) - 1;
      if (left > 0) open.set(from, left);
      else open.delete(from);
    });
    if (count > mostConnections.each) socket.destroy();
  });
}

function listen(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off("listening", onListening);
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    };
    const onListening = () => {
      server.off("error", onError);
      resolve(true);
    };
    server.once("error", onError);
    server.once("listening", onListening);
    server.listen(port, host);
  });
}
