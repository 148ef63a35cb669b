import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { liveLimits } from "../../../lib/live/limits.ts";
import type { TerminalView } from "../../../lib/live/protocol.ts";
import type { Program, Size } from "./program.ts";
import { OutputRing } from "./ring.ts";
import { OutputWindow } from "./window.ts";

/** A page that looks at a terminal: where its output goes. */
export type Viewer = {
  output(bytes: Buffer): void;
  exit(code: number, end: number): void;
  /** Told when it has not drawn for too long: it is let go, so that it holds nobody up. */
  tooSlow(): void;
};

export type Viewing = {
  epoch: string;
  from: number;
  /** Up to where it is a replay. */
  end: number;
  lost: number;
  begin(): void;
  drawn(offset: number): void;
  leave(): void;
};

const pieceBytes = 64 * 1024;
const patienceMs = 15_000;
const askAgainMs = 500;
/** As after SIGKILL. */
const lostExitCode = 137;
/** Input that the program has not read yet. */
const waitingInputBytes = 1024 * 1024;

/**
 * A program's terminal with its scrollback. Output is read as fast as the slowest page draws it: what nobody draws
 * stays in the program. With no page, the program goes on and the scrollback keeps the end of what it says.
 */
export class Terminal {
  readonly id: string;
  readonly kind: TerminalView["kind"];
  readonly target: string | null;
  /** Tells this program from an earlier one with the same id. */
  readonly epoch = randomBytes(8).toString("hex");
  readonly #startedAt: number;
  readonly #program: Program;
  readonly #ring = new OutputRing(liveLimits.scrollbackBytes);
  readonly #viewers = new Map<Viewer, OutputWindow>();
  readonly #now: () => number;
  readonly #onExit: () => void;
  #patience: NodeJS.Timeout | undefined;
  #exitCode: number | null = null;
  #endedAt: number | null = null;
  #isClosed = false;

  constructor(
    about: Pick<TerminalView, "id" | "kind" | "target">,
    program: Program,
    { now, onExit }: { now: () => number; onExit: () => void },
  ) {
    this.id = about.id;
    this.kind = about.kind;
    this.target = about.target;
    this.#program = program;
    this.#now = now;
    this.#startedAt = now();
    this.#onExit = onExit;
    program.stream.on("data", (chunk: Buffer) => this.#take(chunk));
    program.stream.on("error", () => program.stream.destroy());
    program.stream.once("close", () => void this.#ended());
  }

  get view(): TerminalView {
    const [startedAt, endedAt, exitCode] = [this.#startedAt, this.#endedAt, this.#exitCode];
    return { id: this.id, kind: this.kind, target: this.target, startedAt, endedAt, exitCode };
  }

  /** Lets a page look, from where it has been with the same program, or from what is kept. */
  watch(viewer: Viewer, asked: { epoch: string | undefined; from: number }): Viewing {
    const known = asked.epoch === this.epoch ? Math.min(asked.from, this.#ring.end) : 0;
    const from = Math.max(known, this.#ring.start);
    const window = new OutputWindow(from, liveLimits.windowBytes, this.#now);
    return {
      epoch: this.epoch,
      from,
      end: this.#ring.end,
      lost: from - known,
      begin: () => {
        this.#viewers.set(viewer, window);
        this.#feed(viewer, window);
        if (this.#exitCode !== null) viewer.exit(this.#exitCode, this.#ring.end);
      },
      drawn: (offset) => {
        window.draw(offset);
        this.#feed(viewer, window);
        this.#regulate();
      },
      leave: () => {
        this.#viewers.delete(viewer);
        this.#regulate();
      },
    };
  }

  /**
   * Types. What a program that does not read has been sent too much of is dropped, as a real terminal does; to make
   * the page wait would keep its acknowledgements from coming, and the program may be waiting for those.
   */
  input(data: string | Buffer): void {
    const { stream } = this.#program;
    if (stream.writable && stream.writableLength <= waitingInputBytes) stream.write(data);
  }

  /** Its program may have ended in the meantime. */
  async resize(size: Size): Promise<void> {
    if (this.#exitCode === null) await this.#program.resize(size).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#patience);
    await this.#program.kill();
  }

  #take(chunk: Buffer): void {
    this.#ring.append(chunk);
    for (const [viewer, window] of this.#viewers) this.#feed(viewer, window);
    this.#regulate();
  }

  #feed(viewer: Viewer, window: OutputWindow): void {
    if (!this.#viewers.has(viewer)) return;
    while (window.room > 0 && window.sent < this.#ring.end) {
      const piece = this.#ring.read(window.sent, Math.min(window.room, pieceBytes));
      window.send(piece.length);
      viewer.output(piece);
    }
  }

  #regulate(): void {
    const isHeldUp = [...this.#viewers.values()].some((window) => window.isBehind(this.#ring.end));
    if (!isHeldUp) {
      clearInterval(this.#patience);
      this.#patience = undefined;
      this.#program.stream.resume();
      return;
    }
    this.#program.stream.pause();
    this.#patience ??= setInterval(() => this.#loosePatience(), patienceMs / 5);
  }

  #loosePatience(): void {
    for (const [viewer, window] of this.#viewers) {
      if (!window.isBehind(this.#ring.end) || window.silentMs < patienceMs) continue;
      this.#viewers.delete(viewer);
      viewer.tooSlow();
    }
    this.#regulate();
  }

  async #ended(): Promise<void> {
    clearInterval(this.#patience);
    const code = await this.#readExitCode();
    if (code === undefined) return;
    this.#exitCode = code;
    this.#endedAt = this.#now();
    for (const viewer of this.#viewers.keys()) viewer.exit(this.#exitCode, this.#ring.end);
    this.#onExit();
  }

  /** An engine that is away says nothing of the program: it is asked again until it is there, or nobody asks any more. */
  async #readExitCode(): Promise<number | undefined> {
    while (!this.#isClosed) {
      try {
        return await this.#program.exitCode();
      } catch (error) {
        if (isAnswer(error)) return lostExitCode;
        await delay(askAgainMs);
      }
    }
    return undefined;
  }
}

/** The engine has answered, and does not know the program any more. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && "statusCode" in error && error.statusCode !== undefined;
}
