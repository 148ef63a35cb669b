import type { Socket } from "node:net";

/** How often a client that has closed its writing half is asked whether it still reads. */
const probeMs = 5_000;
/** How long a client may keep its half open after the engine has closed. */
const graceMs = 10_000;

/**
 * Joins two sockets until both directions have ended. Each half closes by itself (`docker exec -i`
 * closes standard input and goes on reading), and a slow reader holds the other side back.
 *
 * @param early bytes that either side had sent before its socket was handed over
 */
export async function pipeHijacked(
  client: Socket,
  fromClient: Buffer,
  engine: Socket,
  fromEngine: Buffer,
): Promise<void> {
  const timers = new Set<NodeJS.Timeout>();
  const destroyBoth = () => {
    client.destroy();
    engine.destroy();
  };
  client.on("error", destroyBoth);
  engine.on("error", destroyBoth);
  client.on("close", destroyBoth);
  client.once("end", () => {
    // The end of a client's stream does not say whether it closed one half or went away. An empty write
    // is answered by the kernel with EPIPE in the second case, and the stream to the engine can end too.
    const probe = () => client.write(Buffer.alloc(0));
    probe();
    timers.add(setInterval(probe, probeMs).unref());
  });
  engine.once("end", () => timers.add(setTimeout(destroyBoth, graceMs).unref()));
  engine.on("close", () => client.end());
  // Their ends are not told twice: whichever is gone already takes the other along.
  if (client.destroyed || engine.destroyed) destroyBoth();

  if (fromClient.length > 0) engine.write(fromClient);
  if (fromEngine.length > 0) client.write(fromEngine);
  client.pipe(engine);
  engine.pipe(client);
  await Promise.all([closed(client), closed(engine)]);
  for (const timer of timers) clearTimeout(timer);
}

function closed(socket: Socket): Promise<void> {
  if (socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => socket.once("close", () => resolve()));
}
