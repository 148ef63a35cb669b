import { malformed } from "../errors.ts";

export type Target = {
  /** Without the version prefix: `["containers", "web", "json"]`. */
  segments: string[];
  /** In the order they came; keys may repeat here, a route decides which of its keys may. */
  query: [string, string][];
};

/** More than any client writes; with each of them the body may be looked at. */
const mostPairs = 128;
/** What a path is made of: names, ids and image references need nothing else. */
const segmentPattern = /^[A-Za-z0-9_.:@-]+$/;
const versionPattern = /^v1\.[0-9]{1,3}$/;
const keyPattern = /^[A-Za-z][A-Za-z_-]*$/;
/** A value as `application/x-www-form-urlencoded` writes it, leniently in what needs no escape. */
const valuePattern = /^(?:[A-Za-z0-9\-._~!$'()*,/:=?@+]|%[0-9A-Fa-f]{2})*$/;
// Named as escapes: what a terminal or a header could take for a command has no place in a value.
const controlPattern = /[\p{Cc}\p{Cs}]/u;

/**
 * Reads a request target in origin form. The path must be written in the one plain way: no escapes,
 * no empty, `.` or `..` segments, no trailing slash.
 *
 * @throws GateError 400
 */
export function parseTarget(target: string): Target {
  if (!target.startsWith("/")) throw malformed("malformed request: the target must be a path");
  if (target.includes("#")) throw malformed("malformed request: the target has a fragment");
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const segments = path.slice(1).split("/");
  for (const segment of segments) {
    if (segment === "." || segment === ".." || !segmentPattern.test(segment)) {
      throw malformed(
        "malformed request: the path must be written plainly, without escapes or empty segments",
      );
    }
  }
  if (versionPattern.test(segments[0] ?? "")) segments.shift();
  return { segments, query: mark < 0 ? [] : parseQuery(target.slice(mark + 1)) };
}

function parseQuery(text: string): [string, string][] {
  if (text === "") return [];
  const pairs = text.split("&");
  if (pairs.length > mostPairs) throw malformed("malformed request: the query has too many keys");
  return pairs.map((pair): [string, string] => {
    const equals = pair.indexOf("=");
    const key = equals < 0 ? pair : pair.slice(0, equals);
    if (equals < 0 || !keyPattern.test(key))
      throw malformed("malformed request: the query is not key=value pairs");
    return [key, decodeValue(pair.slice(equals + 1))];
  });
}

function decodeValue(text: string): string {
  if (!valuePattern.test(text)) throw malformed("malformed request: a query value is not properly escaped");
  const decoded = percentDecode(text.replaceAll("+", " "));
  const printable = decoded?.replaceAll(/[\t\n\r]/g, "");
  if (decoded === undefined || controlPattern.test(printable ?? "")) {
    throw malformed("malformed request: a query value is not text in UTF-8");
  }
  return decoded;
}

/** Refuses overlong and broken UTF-8, which `decodeURIComponent` does by throwing. */
function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
