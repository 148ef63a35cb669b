import { GateError } from "../errors.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "DELETE"] as const;

export type Method = (typeof methods)[number];

/** How the bytes after the head are delimited. */
export type Framing = { kind: "none" } | { kind: "length"; length: number } | { kind: "chunked" };

export type RequestHead = {
  method: Method;
  target: string;
  /** Names in lower case, each once. */
  headers: ReadonlyMap<string, string>;
  framing: Framing;
  keepAlive: boolean;
  /** The client asks to leave HTTP for a raw stream. */
  upgrade: boolean;
};

export const maximumHeadBytes = 16 * 1024;

const tokenPattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Read by nobody, sent by common clients: accepted and dropped. */
const droppedHeaders = new Set([
  "user-agent",
  "accept",
  "accept-encoding",
  "accept-language",
  "traceparent",
  "tracestate",
  "baggage",
]);

/** Given a meaning here or by a route. */
const readHeaders = new Set([
  "host",
  "connection",
  "content-length",
  "content-type",
  "transfer-encoding",
  "upgrade",
  "x-registry-auth",
  "x-registry-config",
]);

/** A malformed head says nothing about where the next request begins, so the connection ends. */
function malformedHead(what: string): GateError {
  return new GateError(400, `malformed request: ${what}`, true);
}

/**
 * Where the head ends (the index after its blank line), or undefined when it is not complete.
 * Looks only for LF: that each of them follows a CR is for `parseRequestHead` to insist on.
 */
export function headEnd(bytes: Buffer): number | undefined {
  let lineStart = 0;
  for (;;) {
    const lineEnd = bytes.indexOf(0x0a, lineStart);
    if (lineEnd < 0) return undefined;
    const blank = lineEnd === lineStart || (lineEnd === lineStart + 1 && bytes[lineStart] === 0x0d);
    if (blank) return lineEnd + 1;
    lineStart = lineEnd + 1;
  }
}

/**
 * Parses a request head by the strict reading of RFC 9112: what that allows a lenient reader to
 * accept (bare LF, folded lines, spaces around names, several lengths) is refused.
 *
 * @param bytes the head including its blank line
 * @throws GateError 400, 403 for a header that the lab does not know, 505 for another version
 */
export function parseRequestHead(bytes: Buffer): RequestHead {
  for (const byte of bytes) {
    const allowed = (byte >= 0x20 && byte <= 0x7e) || byte === 0x0d || byte === 0x0a || byte === 0x09;
    if (!allowed) throw malformedHead("the head holds a byte that is not printable ASCII");
  }
  const text = bytes.toString("latin1");
  const lines = text.split("\r\n");
  if (lines.some((line) => line.includes("\n") || line.includes("\r"))) {
    throw malformedHead("lines must end in CRLF");
  }
  const requestLine = lines[0] ?? "";
  const { method, target } = parseRequestLine(requestLine);
  const headers = parseHeaders(lines.slice(1, -2));
  if (!headers.has("host")) throw malformedHead("the Host header is missing");
  const connection = parseConnection(headers.get("connection"));
  return {
    method,
    target,
    headers,
    framing: parseFraming(headers),
    keepAlive: !connection.has("close"),
    upgrade: parseUpgrade(headers.get("upgrade"), connection),
  };
}

function parseRequestLine(line: string): { method: Method; target: string } {
  const [method, target, version, ...rest] = line.split(" ");
  if (!method || !target || !version || rest.length > 0)
    throw malformedHead("the request line is not in order");
  if (version !== "HTTP/1.1") throw new GateError(505, "only HTTP/1.1 is spoken here", true);
  const known = methods.find((each) => each === method);
  if (known === undefined) throw new GateError(405, "the method is not one of the engine's", true);
  return { method: known, target };
}

function parseHeaders(lines: string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    if (!tokenPattern.test(name)) throw malformedHead("a header line is not in order");
    const key = name.toLowerCase();
    if (headers.has(key)) throw malformedHead(`the header ${name} is repeated`);
    const value = withoutBlanks(line.slice(colon + 1));
    if (!droppedHeaders.has(key) && !readHeaders.has(key)) {
      throw new GateError(403, `the lab does not allow the request header ${name}`, true);
    }
    headers.set(key, value);
  }
  return headers;
}

/** Without the blanks and tabs around it. A pattern for the end would look at a long run of them again and again. */
function withoutBlanks(text: string): string {
  const isBlank = (at: number) => text[at] === " " || text[at] === "\t";
  let [from, to] = [0, text.length];
  while (from < to && isBlank(from)) from += 1;
  while (to > from && isBlank(to - 1)) to -= 1;
  return text.slice(from, to);
}

function parseConnection(value: string | undefined): Set<string> {
  const options = new Set((value ?? "").toLowerCase().split(",").map(withoutBlanks));
  options.delete("");
  for (const option of options) {
    const known = option === "keep-alive" || option === "close" || option === "upgrade";
    if (!known) throw malformedHead("the Connection header has an unknown option");
  }
  return options;
}

function parseUpgrade(value: string | undefined, connection: Set<string>): boolean {
  if ((value !== undefined) !== connection.has("upgrade")) {
    throw malformedHead("Upgrade and Connection: Upgrade must come together");
  }
  if (value === undefined) return false;
  if (value.toLowerCase() !== "tcp") {
    const hint = value.toLowerCase() === "h2c" ? " (to build, set DOCKER_BUILDKIT=0)" : "";
    throw new GateError(403, `the lab does not allow an upgrade to ${value}: it cannot be read${hint}`, true);
  }
  return true;
}

function parseFraming(headers: Map<string, string>): Framing {
  const encoding = headers.get("transfer-encoding");
  const length = headers.get("content-length");
  if (encoding !== undefined) {
    if (length !== undefined)
      throw malformedHead("Content-Length and Transfer-Encoding contradict each other");
    if (encoding.toLowerCase() !== "chunked") throw malformedHead("the only transfer encoding is chunked");
    return { kind: "chunked" };
  }
  if (length === undefined) return { kind: "none" };
  if (!/^(0|[1-9][0-9]{0,14})$/.test(length)) throw malformedHead("Content-Length is not a plain number");
  const bytes = Number(length);
  return bytes === 0 ? { kind: "none" } : { kind: "length", length: bytes };
}
