import { GateError } from "../errors.ts";
import { collect } from "../wire/body.ts";
import type { WireRequest } from "../wire/connection.ts";
import { type Json, parseStrictJson } from "../wire/strict-json.ts";

/** Far above what any client writes; many at once must still fit into memory. */
const jsonLimit = 256 * 1024;
const jsonTypes = new Set(["application/json", "application/json; charset=utf-8"]);
/** What clients call a tar stream; Go's client says text/plain when it was told nothing, Python's nothing. */
const tarTypes = new Set([
  "application/x-tar",
  "application/tar",
  "application/octet-stream",
  "text/plain",
  "",
]);

/**
 * The parsed JSON of a request, undefined when there is none.
 *
 * @param kind `tar` is left to be read; with `none` a body may only repeat the query, as dockerode's does
 * @throws GateError 400
 */
export async function readBody(
  kind: "none" | "json" | "tar",
  request: WireRequest,
  pairs: [string, string][],
): Promise<unknown> {
  const { framing, headers, method } = request.head;
  if (framing.kind === "none") return undefined;
  const type = (headers.get("content-type") ?? "").toLowerCase();
  if (kind === "none" && (method !== "POST" || !jsonTypes.has(type))) throw noBody();
  const allowed = kind === "tar" ? tarTypes : jsonTypes;
  if (!allowed.has(type)) {
    const text = `malformed request: a body of type ${JSON.stringify(type)} is not taken here`;
    throw new GateError(400, text, true);
  }
  if (kind === "tar") return undefined;
  const bytes = await collect(request.body(jsonLimit));
  const body = bytes.length === 0 ? undefined : parseStrictJson(bytes);
  if (kind === "json") return body;
  const said = Object.entries(asObject(body));
  for (const [name, value] of said) {
    if (!pairs.some(([key, written]) => key === name && isSame(value, written))) throw noBody();
  }
  return undefined;
}

/** Whether a query key only says once more what the body says: dockerode writes its options to both. */
export function isRepeated(key: string, written: string, body: unknown): boolean {
  if (typeof body !== "object" || body === null || !Object.hasOwn(body, key)) return false;
  // Looked up and not searched for: a long query beside a large body would keep the gate busy for minutes.
  return isSame((body as Record<string, unknown>)[key], written);
}

/** A JSON body without what only says the query once more: see `isRepeated`. */
export function withoutQuery(body: unknown, keys: readonly string[], pairs: [string, string][]): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  const own = Object.entries(body).filter(
    ([name, value]) =>
      !keys.includes(name) || !pairs.some(([key, written]) => key === name && isSame(value, written)),
  );
  return Object.fromEntries(own);
}

/** What a client repeats in its query is never longer. */
const longestList = 64;

function isSame(value: unknown, written: string): boolean {
  // A list is a key that comes several times.
  if (Array.isArray(value)) {
    return value.length <= longestList && [...value, value].some((item) => isSameItem(item, written));
  }
  return isSameItem(value, written);
}

function isSameItem(value: unknown, written: string): boolean {
  return typeof value === "string" ? value === written : JSON.stringify(value) === written;
}

function asObject(body: Json | undefined): Record<string, Json> {
  if (body === undefined || body === null) return {};
  if (typeof body !== "object" || Array.isArray(body)) throw noBody();
  return body;
}

function noBody(): GateError {
  return new GateError(400, "malformed request: this route takes no body", true);
}
