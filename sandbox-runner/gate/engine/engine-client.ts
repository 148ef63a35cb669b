import http from "node:http";
import net from "node:net";
import type { Readable } from "node:stream";
import { z } from "zod";
import { atOnce, type Pace } from "../fairness/rate.ts";

/** The newest engine API that the gate has been proven against. */
const newestApi = 51;
/** `VolumeOptions.Subpath` came with 1.45: without it binds cannot be kept inside the workspace. */
const oldestApi = 45;

/** Taking an answer apart keeps everybody waiting: `docker diff` of a million files is none that anybody reads. */
const longestAnswer = 8 * 1024 * 1024;

const connectTimeoutMs = 5_000;

export type EngineRequest = {
  method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** Path segments after the version; each is escaped here. An image reference keeps its slashes. */
  path: readonly string[];
  query?: Record<string, string | string[] | undefined>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is, with this content type. */
  body?: { type: string; content: Buffer | Readable; length?: number };
  signal?: AbortSignal;
};

export type EngineAnswer = { status: number; headers: http.IncomingHttpHeaders; body: Readable };

/** The engine answered with an error; `message` is its own sentence, names not yet mapped back. */
export class EngineFailure extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "EngineFailure";
    this.status = status;
  }
}

/** A connection that had been kept was closed under a request. */
class StaleConnection extends Error {
  readonly code = "ECONNRESET";
}

const errorSchema = z.object({ message: z.string() });
const versionSchema = z.object({ ApiVersion: z.string(), Version: z.string() });

/**
 * Speaks to the engine on its unix socket, over connections that are kept. Every request is built here
 * from parts: nothing of a client's bytes becomes a request line or a header.
 */
export class EngineClient {
  readonly apiVersion: string;
  readonly engineVersion: string;
  readonly #socketPath: string;
  readonly #agent: http.Agent;
  readonly #pace: Pace;

  private constructor(
    socketPath: string,
    { agent, pace }: { agent: http.Agent; pace: Pace },
    versions: { api: string; engine: string },
  ) {
    this.#socketPath = socketPath;
    this.#agent = agent;
    this.#pace = pace;
    this.apiVersion = versions.api;
    this.engineVersion = versions.engine;
  }

  /**
   * @param pace asked for every answer that is to be taken apart: that takes this process's time
   * @throws Error when the engine is older than API 1.45
   */
  static async connect(socketPath: string, pace: Pace = atOnce): Promise<EngineClient> {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 128, maxFreeSockets: 16 });
    const probe = new EngineClient(socketPath, { agent, pace }, { api: `1.${oldestApi}`, engine: "" });
    const { ApiVersion, Version } = versionSchema.parse(
      await probe.json({ method: "GET", path: ["version"] }),
    );
    const offered = Number(ApiVersion.split(".")[1]);
    const pinned = `1.${Math.min(offered, newestApi)}`;
    if (!(offered >= oldestApi))
      throw new Error(`the engine's API ${ApiVersion} is older than 1.${oldestApi}`);
    return new EngineClient(socketPath, { agent, pace }, { api: pinned, engine: Version });
  }

  /** Sends one request and returns the answer as it begins, whatever its status. */
  async send(request: EngineRequest): Promise<EngineAnswer> {
    try {
      return await this.#sendOnce(request);
    } catch (error) {
      // A kept connection that the engine closed meanwhile (it was restarted): reading again does no harm.
      if (!(error instanceof StaleConnection) || !["GET", "HEAD"].includes(request.method)) throw error;
      return this.#sendOnce(request);
    }
  }

  async #sendOnce(request: EngineRequest): Promise<EngineAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<EngineAnswer>();
    const { headers, content } = this.#payload(request);
    const outgoing = http.request({
      agent: this.#agent,
      socketPath: this.#socketPath,
      method: request.method,
      path: this.#target(request),
      headers,
      signal: request.signal,
    });
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      const stale = outgoing.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      reject(stale ? new StaleConnection("the engine closed the connection", { cause: error }) : error);
    });
    outgoing.on("response", (body) => {
      body.on("error", () => outgoing.destroy());
      resolve({ status: body.statusCode ?? 502, headers: body.headers, body });
    });
    if (content === undefined || Buffer.isBuffer(content)) outgoing.end(content);
    else content.on("error", (error) => outgoing.destroy(error)).pipe(outgoing);
    return promise;
  }

  /** Sends one request and returns the answer once it is known to be a success. @throws EngineFailure */
  async begin(request: EngineRequest): Promise<EngineAnswer> {
    const answer = await this.send(request);
    if (answer.status < 400) return answer;
    const text = (await readAll(answer.body)).toString("utf8");
    throw new EngineFailure(answer.status, sentenceOf(text));
  }

  /** The parsed JSON of a successful answer; undefined for an empty one. @throws EngineFailure */
  async json(request: EngineRequest): Promise<unknown> {
    const { body } = await this.begin(request);
    const bytes = await readAll(body, longestAnswer);
    await this.#pace(bytes.length);
    return bytes.length === 0 ? undefined : JSON.parse(bytes.toString("utf8"));
  }

  /** The status of a successful answer whose body says nothing. @throws EngineFailure */
  async status(request: EngineRequest): Promise<number> {
    const { status, body } = await this.begin(request);
    await readAll(body);
    return status;
  }

  /**
   * Asks the engine to turn the connection into a raw stream.
   * `early` is what came behind its agreement. The socket closes each half by itself.
   * @throws EngineFailure when the engine does not agree
   */
  async hijack(request: EngineRequest): Promise<{ socket: net.Socket; early: Buffer; contentType: string }> {
    const { promise, resolve, reject } = Promise.withResolvers<{
      socket: net.Socket;
      early: Buffer;
      contentType: string;
    }>();
    const socket = net.connect({ path: this.#socketPath, allowHalfOpen: true, timeout: connectTimeoutMs });
    socket.on("error", () => socket.destroy());
    socket.once("timeout", () => socket.destroy(new Error("the engine does not answer")));
    const { headers, content } = this.#payload(request);
    const outgoing = http.request({
      createConnection: () => socket,
      method: request.method,
      path: this.#target(request),
      headers: { ...headers, Connection: "Upgrade", Upgrade: "tcp" },
    });
    outgoing.on("error", reject);
    outgoing.on("upgrade", (answer, _socket, early) => {
      socket.setTimeout(0);
      socket.pause();
      const contentType = answer.headers["content-type"] ?? "application/vnd.docker.raw-stream";
      resolve({ socket, early, contentType });
    });
    outgoing.on("response", (answer) => {
      readAll(answer).then((bytes) => {
        socket.destroy();
        reject(new EngineFailure(answer.statusCode ?? 502, sentenceOf(bytes.toString("utf8"))));
      }, reject);
    });
    outgoing.end(content);
    return promise;
  }

  close(): void {
    this.#agent.destroy();
  }

  #target({ path, query }: EngineRequest): string {
    const parameters = new URLSearchParams();
    for (const [key, value] of Object.entries(query ?? {})) {
      for (const each of Array.isArray(value) ? value : [value]) {
        if (each !== undefined) parameters.append(key, each);
      }
    }
    const segments = path.map((segment) => segment.split("/").map(encodeURIComponent).join("/"));
    const search = parameters.size > 0 ? `?${parameters}` : "";
    return `/v${this.apiVersion}/${segments.join("/")}${search}`;
  }

  #payload({ json, body }: EngineRequest): {
    headers: http.OutgoingHttpHeaders;
    content?: Buffer | Readable;
  } {
    const host = { Host: "engine" };
    if (body !== undefined) {
      const length = Buffer.isBuffer(body.content) ? body.content.length : body.length;
      const framing =
        length === undefined ? { "Transfer-Encoding": "chunked" } : { "Content-Length": length };
      return { headers: { ...host, "Content-Type": body.type, ...framing }, content: body.content };
    }
    if (json === undefined) return { headers: { ...host, "Content-Length": 0 } };
    const content = Buffer.from(JSON.stringify(json));
    return {
      headers: { ...host, "Content-Type": "application/json", "Content-Length": content.length },
      content,
    };
  }
}

async function readAll(stream: Readable, longest = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream) {
    parts.push(part);
    length += part.length;
    if (length > longest)
      throw new EngineFailure(413, `the answer is larger than the lab's ${longest} bytes`);
  }
  return Buffer.concat(parts);
}

function sentenceOf(text: string): string {
  try {
    return errorSchema.parse(JSON.parse(text)).message;
  } catch {
    return text.trim().slice(0, 500);
  }
}
