import type { Socket } from "node:net";
import { Transform } from "node:stream";
import type { Pace } from "../fairness/rate.ts";

/** How often a client that has closed its writing half is asked whether it still reads. */
const probeMs = 5_000;
/** How long a client may keep its half open after the engine has closed. */
const graceMs = 10_000;

/** One of the two, with the bytes that it had sent before its socket was handed over. */
type Side = { socket: Socket; early: Buffer };

/**
 * Joins two sockets until both directions have ended. Each half closes by itself (`docker exec -i`
 * closes standard input and goes on reading), and a slow reader holds the other side back.
 */
export async function pipeHijacked(
  { socket: client, early: fromClient }: Side,
  { socket: engine, early: fromEngine }: Side,
  pace: Pace,
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
  const paced = () =>
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        pace(chunk.length).then(() => done(null, chunk), done);
      },
    }).once("error", destroyBoth);
  client.pipe(paced()).pipe(engine);
  engine.pipe(paced()).pipe(client);
  await Promise.all([closed(client), closed(engine)]);
  for (const timer of timers) clearTimeout(timer);
}

function closed(socket: Socket): Promise<void> {
  if (socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => socket.once("close", () => resolve()));
}
