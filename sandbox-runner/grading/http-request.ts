import { request } from "node:http";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import type { HttpProbe, Route } from "../../lib/grading/probes.ts";
import { urlOf } from "../../lib/grading/vocabulary/http.ts";
import { isUnreachable, publisherListens } from "./our-network.ts";
import { probe } from "./probe.ts";
import type { RunState } from "./run-state.ts";

/** With a status and an error, the answer broke off after it had begun. */
export type HttpAnswer = { status?: number; headers: Record<string, string>; body: string; error?: string };

type Request = Pick<HttpProbe, "method" | "path" | "body">;

const timeoutMs = 15_000;

type Asking = Pick<RunState, "context" | "sandbox" | "signal" | "openings" | "projects">;

/**
 * From the student's host, through a published port. What the service does wrong is an answer, too.
 *
 * @throws when the way to it is broken, which is no service's fault
 */
export async function requestFromHost(
  run: Asking,
  port: number,
  sent: Request,
  limitMs = timeoutMs,
): Promise<HttpAnswer> {
  const socket = await connect(run, port);
  if (socket instanceof Error) return { headers: {}, body: "", error: wordsOf(socket) };
  try {
    return await new Promise((resolve, reject) => {
      const late = () => socket.destroy(new Error(`no answer in ${limitMs / 1000} s`));
      const limit = setTimeout(late, limitMs);
      const call = request(
        {
          createConnection: () => socket,
          host: "localhost",
          port,
          method: sent.method,
          path: sent.path,
          headers: {
            connection: "close",
            ...(sent.body !== undefined && {
              "content-type": "application/json",
              "content-length": Buffer.byteLength(sent.body),
            }),
          },
        },
        (response) => {
          const head = { status: response.statusCode, headers: plain(response.headers) };
          bounded(response)
            .then((body) => resolve({ ...head, body }))
            .catch((error) => resolve({ ...head, body: "", error: wordsOf(error) }))
            .finally(() => clearTimeout(limit));
        },
      );
      call.once("error", (error) => {
        clearTimeout(limit);
        reject(error);
      });
      call.end(sent.body);
    });
  } catch (error) {
    return { headers: {}, body: "", error: wordsOf(error) };
  }
}

const longestBody = 1024 * 1024;

/** A service that never ends its answer must not fill our memory. */
async function bounded(response: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response) {
    length += piece.length;
    if (length > longestBody) throw new Error(`the answer is longer than ${longestBody} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** How a service, or the absence of one, turns a connection away. */
const turnedAway = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE"]);

async function connect(run: Asking, port: number): Promise<Socket | Error> {
  for (let tries = 1; ; tries++) {
    try {
      return await run.sandbox.dialPort(port);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if ("code" in error && turnedAway.has(String(error.code))) return error;
      if (!isUnreachable(error) || tries > 1) throw error;
      // A service that ended meanwhile is not reached either, and one that does not listen need not be.
      if (!(await publisherListens(run, port))) return error;
    }
  }
}

/** From inside a service's network, by the grader's own curl. `container` is the one asked from. */
export async function requestFromService(
  run: Asking,
  container: string,
  route: Extract<Route, { from: string }>,
  sent: Request,
): Promise<HttpAnswer> {
  const body = sent.body === undefined ? [] : ["-H", "content-type: application/json", "--data-binary", "@-"];
  const command = ["curl", "-sS", "-m", "10", "-D", "-", "-X", sent.method, ...body, urlOf(route, sent.path)];
  const result = await probe(run, container, command, { timeoutMs, input: sent.body });
  if (result.exitCode !== 0) {
    return { headers: {}, body: "", error: result.stderr.trim() || `curl ended with ${result.exitCode}` };
  }
  return readCurl(result.stdout);
}

/** What `curl -D -` prints: the head, an empty line, the body. */
function readCurl(output: string): HttpAnswer {
  const end = output.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = output.slice(0, end).split("\r\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(statusLine.split(" ")[1]),
    headers: Object.fromEntries(headers),
    body: output.slice(end + 4),
  };
}

function plain(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
