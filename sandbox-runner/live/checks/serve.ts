import type { WebSocket } from "ws";
import { type ChecksEvent, checksRequestSchema } from "../../../lib/live/checks-protocol.ts";
import { closeCodes } from "../../../lib/live/limits.ts";
import type { LiveSandbox } from "../live-sandbox.ts";
import { keepAlive, readText } from "../websocket.ts";

/** A page that does not read what it is told is let go; it connects again and is told everything anew. */
const maximumWaiting = 4 * 1024 * 1024;

/** Shows a page how the checks stand on the live sandbox, and carries out what it asks for. */
export async function serveChecks(live: LiveSandbox, socket: WebSocket): Promise<void> {
  const hear = (event: ChecksEvent) => {
    if (socket.bufferedAmount > maximumWaiting) return socket.close(closeCodes.slow);
    socket.send(JSON.stringify(event));
  };
  keepAlive(socket);
  const closed = Promise.withResolvers<void>();
  socket.once("close", () => closed.resolve());
  socket.on("message", (data, isBinary) => {
    const request = checksRequestSchema.safeParse(isBinary ? undefined : readText(data));
    if (!request.success) return socket.close(closeCodes.malformed);
    live.use();
    if (request.data.type === "cancel") live.checks.cancel();
    else live.checks.check().catch(() => socket.close(1011));
  });
  try {
    const leave = await live.checks.listen({ hear, end: (code) => socket.close(code) });
    await closed.promise;
    leave();
  } catch {
    socket.close(1011);
  }
}
