import { setTimeout as delay } from "node:timers/promises";
import type { EngineRequest } from "../engine/engine-client.ts";
import { GateError } from "../errors.ts";
import type { RateLimit } from "../fairness/rate.ts";
import { ConnectionLost } from "../wire/byte-source.ts";
import type { Call } from "./route.ts";

/** Content types that a stream of the engine's may have here. */
const streamTypes = new Set([
  "application/vnd.docker.raw-stream",
  "application/vnd.docker.multiplexed-stream",
  "application/x-tar",
  "application/octet-stream",
]);

/** After so many small pieces the next ones are gathered for a moment. */
const gather = { bytes: 16 * 1024, free: 16, ms: 5 };

/** Answers with the bytes of the engine's answer, which are the student's own data, until either side ends. */
export async function forwardBytes(
  { gate, reply, request }: Call,
  outgoing: EngineRequest,
  { headers = {}, pace = gate.bytes }: { headers?: Record<string, string>; pace?: RateLimit } = {},
): Promise<void> {
  const answer = await gate.engine.begin({ ...outgoing, signal: request.signal });
  await reply.stream(200, knownType(answer.headers["content-type"]), headers);
  let small = 0;
  try {
    for await (const chunk of answer.body) {
      await pace.pass(chunk.length);
      await reply.write(chunk);
      // A line at a time would take more of the runner than what is in the lines.
      if (chunk.length < gather.bytes && ++small > gather.free) await delay(gather.ms);
    }
  } catch (error) {
    if (request.signal.aborted) throw new ConnectionLost("the client is gone");
    throw error;
  } finally {
    answer.body.destroy();
  }
  await reply.end();
}

/** Joins the client's connection with a raw stream of the engine's, once the engine has agreed. */
export async function join({ gate, request }: Call, outgoing: EngineRequest): Promise<void> {
  request.assertSilent();
  const { socket, early, contentType } = await gate.engine.hijack(outgoing);
  try {
    request.assertSilent();
    if (request.signal.aborted) throw new ConnectionLost("the client is gone");
    const type = knownType(contentType);
    await request.hijack(socket, early, { contentType: type, pace: (bytes) => gate.bytes.pass(bytes) });
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function knownType(type: string | undefined): string {
  if (type !== undefined && streamTypes.has(type)) return type;
  if (type === undefined) return "application/octet-stream";
  throw new GateError(502, "the engine answered with something that the lab does not know");
}
