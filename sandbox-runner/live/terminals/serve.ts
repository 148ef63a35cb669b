import type { WebSocket } from "ws";
import { message } from "../../../lib/i18n/message.ts";
import { closeCodes } from "../../../lib/live/limits.ts";
import { type TerminalEvent, type TerminalQuery, terminalRequestSchema } from "../../../lib/live/protocol.ts";
import type { LiveSandbox } from "../live-sandbox.ts";
import { LiveRefusal } from "../refusal.ts";
import { keepAlive, readText, toBuffer } from "../websocket.ts";
import type { Terminal } from "./terminal.ts";

/** Lets a page look at a terminal and type into it. What it says before the program has started waits. */
export async function serveTerminal(
  live: LiveSandbox,
  id: string,
  query: TerminalQuery,
  socket: WebSocket,
): Promise<void> {
  const say = (event: TerminalEvent) => socket.send(JSON.stringify(event));
  socket.pause();
  keepAlive(socket);
  const unlisten = live.listen({ hear: () => undefined, end: (code) => socket.close(code) });
  socket.once("close", unlisten);
  const terminal = await live.terminals.open(id, query).catch((error: unknown) => {
    say({ type: "refused", error: error instanceof LiveRefusal ? error.body.error : message("live.failed") });
    socket.close(1000);
    return undefined;
  });
  if (!terminal || socket.readyState !== socket.OPEN) return;
  const viewing = terminal.watch(
    {
      output: (bytes) => socket.send(bytes),
      exit: (code, end) => say({ type: "exit", code, end }),
      tooSlow: () => socket.close(closeCodes.slow),
    },
    { epoch: query.epoch, from: query.from },
  );
  socket.once("close", viewing.leave);
  const { epoch, from, end, lost } = viewing;
  say({ type: "opened", epoch, from, end, lost });
  viewing.begin();
  void terminal.resize(query);
  socket.on("message", (data, isBinary) => {
    if (isBinary) return type(live, terminal, toBuffer(data));
    const request = terminalRequestSchema.safeParse(readText(data));
    if (!request.success) return socket.close(closeCodes.malformed);
    if (request.data.type === "input") type(live, terminal, request.data.data);
    if (request.data.type === "ack") viewing.drawn(request.data.offset);
    if (request.data.type === "resize") void terminal.resize(request.data);
    if (request.data.type === "close") void live.terminals.close(id);
  });
  socket.resume();
}

function type(live: LiveSandbox, terminal: Terminal, data: string | Buffer): void {
  live.use();
  terminal.input(data);
}
