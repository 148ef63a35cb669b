import type { GateContext } from "../context.ts";
import { GateError, malformed } from "../errors.ts";
import type { WireRequest } from "../wire/connection.ts";
import type { Reply } from "../wire/reply.ts";
import type { Method } from "../wire/request-head.ts";
import { isRepeated, readBody, withoutQuery } from "./body.ts";
import type { QueryOf, QuerySpec } from "./query.ts";

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
  /** `none` takes no body that says anything, `json` reads it, `tar` leaves it to the handler. */
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
      const { query, unknown } = parseQuery(definition, call.pairs);
      const body = await readBody(definition.body ?? "none", call.request, call.pairs);
      for (const [key, value] of unknown) if (!isRepeated(key, value, body)) throw unknownKey(key);
      if (head.upgrade) call.request.assertSilent();
      await definition.handle({ ...call, query, body: withoutQuery(body, Object.keys(query), call.pairs) });
    },
  };
}

/** What a key that is not known may say: the same as not being there. Common clients send all that they know. */
const zeroValues = new Set(["", "0", "false"]);

function isZero(value: string): boolean {
  return zeroValues.has(value.toLowerCase());
}

function unknownKey(key: string): GateError {
  return new GateError(403, `the lab does not allow the query key ${JSON.stringify(key)} here`);
}

function parseQuery<Spec extends QuerySpec>(
  definition: Definition<Spec>,
  pairs: [string, string][],
): { query: QueryOf<Spec>; unknown: [string, string][] } {
  const { repeats = [] } = definition;
  const spec: QuerySpec = definition.query ?? {};
  const seen = new Set<string>();
  const unknown: [string, string][] = [];
  const result: Record<string, unknown> = {};
  for (const [key, value] of pairs) {
    const known = Object.hasOwn(spec, key);
    // Only a JSON body could say the same.
    if (!known && definition.body !== "json" && !isZero(value)) throw unknownKey(key);
    if (known && seen.has(key) && !repeats.includes(key))
      throw malformed(`malformed request: the query key ${key} is repeated`);
    seen.add(key);
    if (known) result[key] = spec[key]?.(value, key);
    else if (!isZero(value)) unknown.push([key, value]);
  }
  // Built key by key from the specification itself, which the compiler cannot follow.
  return { query: result as QueryOf<Spec>, unknown };
}
