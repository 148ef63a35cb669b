import type { WebSocket } from "ws";
import { closeCodes } from "../../lib/live/limits.ts";
import { type ChannelEvent, channelRequestSchema } from "../../lib/live/protocol.ts";
import type { LiveSandbox } from "./live-sandbox.ts";
import { keepAlive, readText } from "./websocket.ts";

/** A page that does not read what it is told is let go; it connects again and is told everything anew. */
const maximumWaiting = 16 * 1024 * 1024;
/** Requests of a page that are not answered yet. */
const maximumRequests = 32;

/** Serves a page's channel: tells it everything about the sandbox, and does what it asks for in order. */
export function serveChannel(live: LiveSandbox, socket: WebSocket): void {
  const hear = (event: ChannelEvent) => {
    if (socket.bufferedAmount > maximumWaiting) return socket.close(closeCodes.slow);
    socket.send(JSON.stringify(event));
  };
  const leave = live.listen({ hear, end: (code) => socket.close(code) });
  socket.once("close", leave);
  keepAlive(socket);
  hear(live.hello());

  let work = Promise.resolve();
  let waiting = 0;
  socket.on("message", (data, isBinary) => {
    const request = channelRequestSchema.safeParse(isBinary ? undefined : readText(data));
    if (!request.success) return socket.close(closeCodes.malformed);
    live.use();
    waiting += 1;
    if (waiting >= maximumRequests) socket.pause();
    work = work
      .then(async () => hear(await live.files.change(request.data)))
      .catch(() => socket.close(1011))
      .finally(() => {
        waiting -= 1;
        if (socket.isPaused) socket.resume();
      });
  });
}
