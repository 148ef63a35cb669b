import type { GateContext } from "./context.ts";
import { EngineFailure } from "./engine/engine-client.ts";
import { GateError } from "./errors.ts";
import { assertRoom } from "./fairness/disk.ts";
import type { Traffic } from "./fairness/traffic.ts";
import { unmangleText } from "./objects/names.ts";
import { Refusal } from "./objects/refusal.ts";
import { asWritten } from "./objects/written-reference.ts";
import { matchRoute } from "./routes/match.ts";
import type { Route } from "./routes/route.ts";
import { ConnectionLost } from "./wire/byte-source.ts";
import type { WireHandler, WireRequest } from "./wire/connection.ts";
import type { Reply } from "./wire/reply.ts";
import { parseTarget } from "./wire/target.ts";

/** What the gate did with one request. */
export type Decision = {
  method: string;
  /** The route's pattern, or the target as it came when there is no such route. */
  route: string;
  /** Undefined when the client went away before there was an answer. */
  status: number | undefined;
  /** The sentence of a refusal or of the engine's error. */
  reason: string | undefined;
  /** Milliseconds. */
  took: number;
};

export type DispatchOptions = {
  routes: readonly Route[];
  traffic: Traffic;
  onDecision: (decision: Decision) => void;
};

/** Takes a request to its route, and every error to an answer that the CLI understands. */
export function dispatcher(gate: GateContext, options: DispatchOptions): WireHandler {
  return async (request, reply) => {
    const began = performance.now();
    const seen: Seen = { route: request.head.target.slice(0, 200), written: new Map() };
    let reason: string | undefined;
    try {
      await options.traffic.pass();
      await serve(gate, options, { request, reply, seen });
    } catch (error) {
      const known = request.signal.aborted ? asConnectionLost(error) : error;
      reason = await answerError(gate, known, { reply, written: seen.written });
    } finally {
      const took = Math.round((performance.now() - began) * 10) / 10;
      options.onDecision({
        method: request.head.method,
        route: seen.route,
        status: reply.status,
        reason,
        took,
      });
    }
  };
}

/** What is known of a request while it is served. */
type Seen = { route: string; written: Map<string, string> };

async function serve(
  gate: GateContext,
  { routes, traffic }: DispatchOptions,
  { request, reply, seen }: { request: WireRequest; reply: Reply; seen: Seen },
): Promise<void> {
  const { segments, query } = parseTarget(request.head.target);
  const match = matchRoute(routes, request.head.method, segments);
  if (match === undefined) throw notServed(request.head.method, segments);
  const { route, parameters } = match;
  seen.route = route.path;
  const serving = () =>
    route.serve({ gate, parameters, pairs: query, request, reply, written: seen.written });
  await traffic.run(route, async () => {
    await assertRoom(route, gate.disk, gate.sandbox.limits.disk);
    await serving();
  });
}

/** BuildKit's own connections, which nobody but BuildKit can read. */
function classicOnly(): GateError {
  return new GateError(403, "the lab builds with the classic builder only: set DOCKER_BUILDKIT=0");
}

function notServed(method: string, segments: string[]): GateError {
  if (segments[0] === "grpc" || segments[0] === "session") return classicOnly();
  const path = `/${segments.join("/")}`.slice(0, 80);
  return new GateError(403, `the lab does not allow ${method} ${path}: it is not part of what lessons need`);
}

/** @returns the sentence that was answered, for the log */
async function answerError(
  gate: GateContext,
  error: unknown,
  { reply, written }: { reply: Reply; written: Seen["written"] },
): Promise<string> {
  if (error instanceof ConnectionLost) {
    reply.closeAfter();
    return "the client went away";
  }
  const { status, sentence } = describe(gate, error, written);
  if (!isKnown(error)) gate.log.error({ error }, "the gate could not serve a request");
  if (error instanceof GateError && error.close) reply.closeAfter();
  if (reply.status !== undefined) {
    // The answer is under way: breaking it off is the only way left to say that it is not whole.
    reply.closeAfter();
    return sentence;
  }
  await reply.error(status, sentence).catch(() => undefined);
  return sentence;
}

function describe(
  gate: GateContext,
  error: unknown,
  written: Seen["written"],
): { status: number; sentence: string } {
  if (error instanceof Refusal || error instanceof GateError)
    return { status: error.status, sentence: error.message };
  if (error instanceof EngineFailure) {
    return { status: error.status, sentence: unmangleText(asWritten(error.message, written), gate.sandbox) };
  }
  if (isEngineGone(error)) {
    return { status: 503, sentence: "the lab's engine does not answer just now; try again in a moment" };
  }
  return { status: 500, sentence: "the lab's gate could not serve this request; it is not your fault" };
}

function isKnown(error: unknown): boolean {
  return error instanceof Refusal || error instanceof GateError || error instanceof EngineFailure;
}

function isEngineGone(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return ["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE"].includes(String(code));
}

/** What breaks after the client has gone broke because of it, unless it is a decision of ours. */
function asConnectionLost(error: unknown): unknown {
  return isKnown(error) ? error : new ConnectionLost("the client went away");
}
