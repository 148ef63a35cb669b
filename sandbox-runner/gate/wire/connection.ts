import type { Socket } from "node:net";
import { GateError } from "../errors.ts";
import type { Pace } from "../fairness/rate.ts";
import { readBody } from "./body.ts";
import { ByteSource, ConnectionLost } from "./byte-source.ts";
import { pipeHijacked } from "./hijack.ts";
import { Reply, type ReplyHeaders } from "./reply.ts";
import { headEnd, maximumHeadBytes, parseRequestHead, type RequestHead } from "./request-head.ts";

/** Milliseconds that a client may take. */
type Patience = {
  /** Between two requests on one connection. */
  idleMs: number;
  /** From the first byte of a head to its last. */
  headMs: number;
};

type HijackOptions = { contentType: string; pace: Pace };

export type WireRequest = {
  head: RequestHead;
  /** The payload; `limit` in bytes. To be read once at most. */
  body(limit: number): AsyncGenerator<Buffer>;
  /** Aborts when the client has gone or will send nothing more. */
  signal: AbortSignal;
  /**
   * Turns the connection into a raw stream joined with `engine`, which has agreed already.
   * `early` is what the engine sent behind its agreement. Resolves when both directions have ended.
   */
  hijack(engine: Socket, early: Buffer, options: HijackOptions): Promise<void>;
  /** Throws unless the client is silent until its request to hijack is answered. */
  assertSilent(): void;
};

export type WireHandler = (request: WireRequest, reply: Reply) => Promise<void>;

export type Wire = { handle: WireHandler; common: ReplyHeaders; patience: Patience };

/** Since when a connection has no request under way, in the clock of `performance`; undefined while it has. */
export type Activity = { idleSince: number | undefined };

/** Serves the requests of one connection, one after the other, until either side ends it. */
export async function serveConnection(socket: Socket, wire: Wire, activity: Activity): Promise<void> {
  const source = new ByteSource(socket);
  socket.on("error", () => socket.destroy());
  try {
    for (;;) {
      activity.idleSince = performance.now();
      if (!(await source.ready(wire.patience.idleMs))) break;
      activity.idleSince = undefined;
      if (!(await serveRequest(socket, source, wire))) break;
    }
    await lingeringClose(socket, source);
  } catch (error) {
    socket.destroy();
    if (!(error instanceof ConnectionLost)) throw error;
  }
}

/** Resolves true when the connection can carry another request. */
async function serveRequest(socket: Socket, source: ByteSource, wire: Wire): Promise<boolean> {
  const early = new Reply(socket, { common: wire.common, bodiless: false, keepAlive: false });
  const head = await readHead(source, wire.patience.headMs).catch((error: unknown) => {
    if (error instanceof GateError) return error;
    throw error;
  });
  if (head instanceof GateError) {
    await early.error(head.status, head.message);
    return false;
  }
  // What follows a request to upgrade is meant for a raw stream: whatever the answer, it is never read as a request.
  const keepAlive = head.keepAlive && !head.upgrade;
  const options = { common: wire.common, bodiless: head.method === "HEAD", keepAlive };
  const reply = new Reply(socket, options);
  let bodyOpen = head.framing.kind !== "none";
  const request: WireRequest = {
    head,
    signal: source.finished,
    async *body(limit) {
      yield* readBody(source, head.framing, limit);
      bodyOpen = false;
    },
    assertSilent() {
      if (source.waiting > 0) {
        throw new GateError(
          400,
          "malformed request: bytes follow a request that asks for a raw stream",
          true,
        );
      }
    },
    async hijack(engine, fromEngine, { contentType, pace }) {
      try {
        await reply.hijack(head.upgrade ? 101 : 200, contentType);
        const client = { socket, early: source.release() };
        await pipeHijacked(client, { socket: engine, early: fromEngine }, pace);
      } finally {
        // Also when the client goes away while it is told: nobody else would end the engine's side.
        engine.destroy();
      }
    },
  };
  await wire.handle(request, reply);
  return reply.reusable && !bodyOpen;
}

async function readHead(source: ByteSource, headMs: number): Promise<RequestHead> {
  const deadline = performance.now() + headMs;
  for (;;) {
    const bytes = source.peek();
    const end = headEnd(bytes);
    if ((end ?? bytes.length) > maximumHeadBytes)
      throw new GateError(431, "the request head is too large", true);
    if (end !== undefined) return parseRequestHead(source.take(end));
    await source.moreThan(bytes.length, Math.max(1, deadline - performance.now()));
  }
}

/** Closes so that the last answer still arrives although the client may be sending. */
async function lingeringClose(socket: Socket, source: ByteSource): Promise<void> {
  if (socket.destroyed) return;
  socket.end();
  const deadline = performance.now() + 1000;
  while (performance.now() < deadline && (await source.ready(Math.max(1, deadline - performance.now())))) {
    source.take(source.waiting);
  }
  socket.destroy();
}
