import { request } from "node:http";
import { text } from "node:stream/consumers";
import type { HttpProbe, Route } from "../../lib/grading/probes.ts";
import { urlOf } from "../../lib/grading/vocabulary/http.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { probe } from "./probe.ts";
import type { RunState } from "./run-state.ts";

/** With a status and an error, the answer broke off after it had begun. */
export type HttpAnswer = { status?: number; headers: Record<string, string>; body: string; error?: string };

type Request = Pick<HttpProbe, "method" | "path" | "body">;

const timeoutMs = 15_000;

/** From the student's host, through a published port. What goes wrong on the way is an answer, too. */
export async function requestFromHost(
  sandbox: Sandbox,
  port: number,
  sent: Request,
  limitMs = timeoutMs,
): Promise<HttpAnswer> {
  try {
    const socket = await sandbox.dialPort(port);
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
          text(response)
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

/** From inside a service's network, by the grader's own curl. `container` is the one asked from. */
export async function requestFromService(
  run: Pick<RunState, "sandbox" | "signal" | "openings">,
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
