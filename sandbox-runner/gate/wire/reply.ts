import type { Socket } from "node:net";
import { ConnectionLost } from "./byte-source.ts";

const reasons: Record<number, string> = {
  200: "OK",
  201: "Created",
  204: "No Content",
  304: "Not Modified",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  505: "HTTP Version Not Supported",
};

export type ReplyHeaders = Record<string, string>;

/** Writes the answer to one request. Nothing is written before the caller says the status. */
export class Reply {
  readonly #socket: Socket;
  readonly #common: ReplyHeaders;
  readonly #bodiless: boolean;
  #keepAlive: boolean;
  #status: number | undefined;
  #streaming = false;
  #ended = false;

  /** @param options.common headers that every answer carries; `bodiless` for the answer to HEAD */
  constructor(socket: Socket, options: { common: ReplyHeaders; bodiless: boolean; keepAlive: boolean }) {
    this.#socket = socket;
    this.#common = options.common;
    this.#bodiless = options.bodiless;
    this.#keepAlive = options.keepAlive;
  }

  /** The status that was sent, if one was. */
  get status(): number | undefined {
    return this.#status;
  }

  /** Whether the connection can carry another request after this answer. */
  get reusable(): boolean {
    return this.#keepAlive && this.#ended;
  }

  /** Ends the connection after this answer. */
  closeAfter(): void {
    this.#keepAlive = false;
  }

  async json(status: number, value: unknown): Promise<void> {
    await this.bytes(status, "application/json", Buffer.from(`${JSON.stringify(value)}\n`));
  }

  /** An error in the engine's format, which the CLI prints. */
  async error(status: number, text: string): Promise<void> {
    await this.json(status, { message: text });
  }

  async empty(status: number, headers: ReplyHeaders = {}): Promise<void> {
    const bodyless = status === 204 || status === 304;
    await this.#head(status, bodyless ? headers : { ...headers, "Content-Length": "0" });
    this.#ended = true;
  }

  async bytes(status: number, contentType: string, body: Buffer, headers: ReplyHeaders = {}): Promise<void> {
    const all = { ...headers, "Content-Type": contentType, "Content-Length": String(body.length) };
    await this.#head(status, all, this.#bodiless ? undefined : body);
    this.#ended = true;
  }

  /** Begins an answer of unknown length; `write` and `end` follow. */
  async stream(status: number, contentType: string, headers: ReplyHeaders = {}): Promise<void> {
    this.#streaming = true;
    await this.#head(status, { ...headers, "Content-Type": contentType, "Transfer-Encoding": "chunked" });
  }

  /** One piece of a streamed answer; resolves when the client keeps up. */
  async write(piece: Buffer | string): Promise<void> {
    const data = typeof piece === "string" ? Buffer.from(piece) : piece;
    if (!this.#streaming || data.length === 0 || this.#bodiless) return;
    const size = Buffer.from(`${data.length.toString(16)}\r\n`);
    await this.#send(Buffer.concat([size, data, Buffer.from("\r\n")]));
  }

  async end(): Promise<void> {
    if (!this.#bodiless) await this.#send(Buffer.from("0\r\n\r\n"));
    this.#ended = true;
  }

  /** The head that turns the connection into a raw stream; the caller pipes from here on. */
  async hijack(status: 101 | 200, contentType: string): Promise<void> {
    this.#keepAlive = false;
    const line = status === 101 ? "101 UPGRADED" : "200 OK";
    const upgrade = status === 101 ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "";
    const common = Object.entries(this.#common).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#status = status;
    await this.#send(
      Buffer.from(`HTTP/1.1 ${line}\r\nContent-Type: ${contentType}\r\n${upgrade}${common.join("")}\r\n`),
    );
  }

  async #head(status: number, headers: ReplyHeaders, body?: Buffer): Promise<void> {
    if (this.#status !== undefined) throw new Error("the answer has begun already");
    this.#status = status;
    const lines = [`HTTP/1.1 ${status} ${reasons[status] ?? "Status"}`];
    const all = { ...this.#common, ...headers, Date: new Date().toUTCString() };
    for (const [name, value] of Object.entries(all)) lines.push(`${name}: ${headerValue(value)}`);
    if (!this.#keepAlive) lines.push("Connection: close");
    const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
    await this.#send(body === undefined ? head : Buffer.concat([head, body]));
  }

  async #send(data: Buffer): Promise<void> {
    if (this.#socket.destroyed) throw new ConnectionLost("the client is gone");
    if (this.#socket.write(data)) return;
    await drained(this.#socket, this.#streaming ? undefined : readingMs);
  }
}

/** Values come from the engine's parsed answers; a line break in one must not become a header. */
function headerValue(value: string): string {
  return value.replaceAll(/[^\x20-\x7e]/g, "");
}

/** Milliseconds for an answer of a known length to be read; whoever follows a stream may pause as long as they like. */
const readingMs = 60_000;

async function drained(socket: Socket, limitMs: number | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onClose = () => reject(new ConnectionLost("the client is gone"));
  const timer = limitMs === undefined ? undefined : setTimeout(() => socket.destroy(), limitMs);
  socket.once("drain", resolve);
  socket.once("close", onClose);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    socket.off("drain", resolve);
    socket.off("close", onClose);
  }
}
