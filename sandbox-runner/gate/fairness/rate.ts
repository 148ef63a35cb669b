import { setTimeout as delay } from "node:timers/promises";
import { GateError } from "../errors.ts";

/** A client that waits longer than this is told so instead. */
const maximumWaitMs = 5_000;
/** As much as may come at once before the pace counts: a `docker compose up` begins with a crowd of questions. */
const usualBurstMs = 500;

/** Resolves when it is time for so many bytes. */
export type Pace = (bytes: number) => Promise<void>;

export const atOnce: Pace = async () => undefined;

/** Lets so many requests a second pass, with a little more at once; the others wait their turn. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #burstMs: number;
  /** When the allowance is used up to, in the clock's milliseconds. */
  #spentUntil = 0;

  /** @param burstMs so much of its time may be used at once */
  constructor(perSecond: number, now: () => number, burstMs = usualBurstMs) {
    this.#perSecond = perSecond;
    this.#now = now;
    this.#burstMs = burstMs;
  }

  /**
   * Resolves when the request may go on.
   * @param cost what it counts for: work that the engine does outside the sandbox's own share counts for several
   * @throws GateError 429
   */
  async pass(cost = 1): Promise<void> {
    const now = this.#now();
    const start = Math.max(this.#spentUntil, now - this.#burstMs);
    const wait = start - now;
    if (wait > maximumWaitMs) {
      throw new GateError(429, `the lab serves ${this.#perSecond} requests a second to one sandbox`);
    }
    this.#spentUntil = start + (1000 * cost) / this.#perSecond;
    if (wait > 0) await delay(wait);
  }
}

/** Counts what goes on at the same time. */
export class Concurrency {
  readonly #limit: number;
  readonly #what: string;
  #running = 0;

  constructor(limit: number, what: string) {
    this.#limit = limit;
    this.#what = what;
  }

  /** @throws GateError 429 when so many are under way already */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limit) {
      throw new GateError(
        429,
        `the lab allows ${this.#limit} ${this.#what} at the same time, and all are in use`,
      );
    }
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
    }
  }
}

/** Lets so many go on at the same time, and the others wait, first come first served. */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#free = limit;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
