import type { GateContext } from "../context.ts";
import { GateError, malformed } from "../errors.ts";
import { collect } from "../wire/body.ts";
import type { WireRequest } from "../wire/connection.ts";
import type { Reply } from "../wire/reply.ts";
import type { Method } from "../wire/request-head.ts";
import { parseStrictJson } from "../wire/strict-json.ts";
import type { QueryOf, QuerySpec } from "./query.ts";

/** Far above what any client writes; many at once must still fit into memory. */
const jsonLimit = 256 * 1024;
const jsonTypes = new Set(["application/json", "application/json; charset=utf-8"]);
/** What clients call a tar stream; Go's client says text/plain when it was told nothing. */
const tarTypes = new Set(["application/x-tar", "application/tar", "application/octet-stream", "text/plain"]);

/** One request to one route, parsed as far as the route's definition says. */
export type Call<Spec extends QuerySpec = QuerySpec> = {
  gate: GateContext;
  /** What stands in the path's braces. */
  parameters: Record<string, string>;
  query: QueryOf<Spec>;
  /** The query as it came, for routes that hand it to a decision of its own. */
  pairs: [string, string][];
  /** Parsed strictly; undefined when there is none. Only for a route with a JSON body. */
  body: unknown;
  request: WireRequest;
  reply: Reply;
  /** What the student wrote, by the id that is sent to the engine for it: for the errors that repeat it. */
  written: Map<string, string>;
};

type Definition<Spec extends QuerySpec> = {
  method: Method;
  /** `/containers/{id}/json`; `{name...}` takes one or more segments. */
  path: string;
  query?: Spec;
  /** Keys that may come more than once. */
  repeats?: readonly string[];
  /** `none` refuses a body, `json` reads it, `tar` leaves it to the handler. */
  body?: "none" | "json" | "tar";
  /** May the client ask for a raw stream? */
  hijacks?: boolean;
  /** The answer goes on for as long as the client listens. */
  streams?: boolean;
  handle(call: Call<Spec>): Promise<void>;
};

export type Route = {
  method: Method;
  path: string;
  pattern: string[];
  streams: boolean;
  serve(call: Omit<Call, "query" | "body">): Promise<void>;
};

/** Makes a route out of its definition: what the definition does not name is refused before `handle` runs. */
export function route<Spec extends QuerySpec>(definition: Definition<Spec>): Route {
  const { method, path, streams = false } = definition;
  return {
    method,
    path,
    pattern: path.slice(1).split("/"),
    streams,
    async serve(call) {
      const { head } = call.request;
      if (head.upgrade && !definition.hijacks) {
        throw new GateError(
          403,
          "the lab does not allow an upgrade on this route: it has no raw stream",
          true,
        );
      }
      const query = parseQuery(definition, call.pairs);
      const body = await readJsonBody(definition.body ?? "none", call.request);
      if (head.upgrade) call.request.assertSilent();
      await definition.handle({ ...call, query, body });
    },
  };
}

function parseQuery<Spec extends QuerySpec>(
  definition: Definition<Spec>,
  pairs: [string, string][],
): QueryOf<Spec> {
  const { repeats = [] } = definition;
  const spec: QuerySpec = definition.query ?? {};
  const seen = new Set<string>();
  const result: Record<string, unknown> = {};
  for (const [key, value] of pairs) {
    if (!Object.hasOwn(spec, key)) {
      throw new GateError(403, `the lab does not allow the query key ${JSON.stringify(key)} here`);
    }
    if (seen.has(key) && !repeats.includes(key))
      throw malformed(`malformed request: the query key ${key} is repeated`);
    seen.add(key);
    result[key] = spec[key]?.(value, key);
  }
  // Built key by key from the specification itself, which the compiler cannot follow.
  return result as QueryOf<Spec>;
}

async function readJsonBody(kind: "none" | "json" | "tar", request: WireRequest): Promise<unknown> {
  const { head } = request;
  if (head.framing.kind === "none") return undefined;
  const type = (head.headers.get("content-type") ?? "").toLowerCase();
  if (kind === "none") throw new GateError(400, "malformed request: this route takes no body", true);
  const allowed = kind === "json" ? jsonTypes : tarTypes;
  if (!allowed.has(type))
    throw new GateError(
      400,
      `malformed request: a body of type ${JSON.stringify(type)} is not taken here`,
      true,
    );
  if (kind === "tar") return undefined;
  const bytes = await collect(request.body(jsonLimit));
  return bytes.length === 0 ? undefined : parseStrictJson(bytes);
}
