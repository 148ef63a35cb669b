import type { Socket } from "node:net";
import { GateError } from "../errors.ts";

/** Bytes held for a reader that has not come yet; above it the socket is paused. */
const highWaterMark = 64 * 1024;

/** The client went away, or was too slow: there is nobody left to answer. */
export class ConnectionLost extends Error {}

/**
 * Reads a socket byte by byte on demand. It reads a little ahead so that the end of the connection
 * is seen while a handler works, and stops reading above `highWaterMark` so that a sender who is
 * faster than the reader is held back.
 */
export class ByteSource {
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #size = 0;
  #ended = false;
  #wake: (() => void) | undefined;
  readonly #finished = new AbortController();

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", this.#onData);
    socket.on("end", this.#onEnd);
    socket.on("close", this.#onEnd);
  }

  /** Aborts when the other side has sent its last byte, or is gone. */
  get finished(): AbortSignal {
    return this.#finished.signal;
  }

  /** How many bytes arrived that nobody has read. */
  get waiting(): number {
    return this.#size;
  }

  readonly #onData = (chunk: Buffer) => {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > highWaterMark) this.#socket.pause();
    this.#wake?.();
  };

  readonly #onEnd = () => {
    this.#ended = true;
    this.#finished.abort();
    this.#wake?.();
  };

  /** Resolves true when there is at least one byte to read, false at the end of the stream. */
  async ready(timeoutMs: number): Promise<boolean> {
    if (this.#size > 0) return true;
    if (this.#ended) return false;
    await this.#more(timeoutMs);
    return this.#size > 0;
  }

  async #more(timeoutMs: number): Promise<void> {
    if (this.#size <= highWaterMark) this.#socket.resume();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new ConnectionLost("too slow")), timeoutMs);
    this.#wake = resolve;
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#wake = undefined;
    }
  }

  /** What waits, without taking it. Joins the chunks, so that repeated looks stay cheap. */
  peek(): Buffer {
    const [first, ...rest] = this.#chunks;
    if (first === undefined) return Buffer.alloc(0);
    if (rest.length === 0) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }

  /** Takes exactly `count` bytes, of which at least so many must be waiting. */
  take(count: number): Buffer {
    const all = this.peek();
    const taken = all.subarray(0, count);
    const rest = all.subarray(count);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
    if (this.#size <= highWaterMark && !this.#ended) this.#socket.resume();
    return taken;
  }

  /** Waits for more bytes than the `have` that are here. Throws when the stream ends first. */
  async moreThan(have: number, timeoutMs: number): Promise<void> {
    while (this.#size <= have) {
      if (this.#ended) throw new ConnectionLost("the connection ended in the middle of a request");
      await this.#more(timeoutMs);
    }
  }

  /** One line up to CRLF, without it. A bare LF or CR is malformed. */
  async line(limit: number, timeoutMs: number): Promise<string> {
    for (;;) {
      const bytes = this.peek();
      const end = bytes.indexOf(0x0a);
      if (end > limit || (end < 0 && bytes.length > limit)) {
        throw new GateError(400, "malformed request: a line of the body's framing is too long", true);
      }
      if (end >= 0) {
        const line = this.take(end + 1).toString("latin1");
        if (!line.endsWith("\r\n") || line.slice(0, -2).includes("\r")) {
          throw new GateError(400, "malformed request: a line does not end in CRLF", true);
        }
        return line.slice(0, -2);
      }
      await this.moreThan(bytes.length, timeoutMs);
    }
  }

  /** Hands the socket over: this source stops listening, and what it had read ahead is returned. */
  release(): Buffer {
    this.#socket.off("data", this.#onData);
    this.#socket.off("end", this.#onEnd);
    this.#socket.off("close", this.#onEnd);
    this.#socket.pause();
    return this.take(this.#size);
  }
}
