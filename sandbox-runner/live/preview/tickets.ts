import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const ticketMs = 30_000;

/**
 * The way into a preview: a ticket that the owner's page fetches is traded once for a cookie of the preview's own
 * host. Both are signed with the sandbox's key, so that they need not be remembered; a ticket's use is, here.
 */
export class Tickets {
  readonly #key: string;
  readonly #now: () => number;
  readonly #used = new Map<string, number>();
  /** A ticket from before this process may have been used already. */
  readonly #since: number;

  /** @param now milliseconds since the epoch */
  constructor(key: string, now: () => number) {
    this.#key = key;
    this.#now = now;
    this.#since = now();
  }

  /** A ticket for a port, good for half a minute. */
  issue(port: number): string {
    const text = `${this.#now()}.${randomBytes(9).toString("base64url")}`;
    return `${text}.${this.#sign("ticket", port, text)}`;
  }

  /** Trades a ticket for the cookie's value; nothing when it is not good, or was used before. */
  redeem(ticket: string, port: number): string | undefined {
    const [issued = "", nonce = "", signature = "", ...rest] = ticket.split(".");
    const now = this.#now();
    for (const [used, at] of this.#used) if (now - at > ticketMs) this.#used.delete(used);
    if (rest.length > 0 || !equal(signature, this.#sign("ticket", port, `${issued}.${nonce}`)))
      return undefined;
    const at = Number(issued);
    if (at < this.#since || now - at > ticketMs || this.#used.has(nonce)) return undefined;
    this.#used.set(nonce, at);
    return this.#cookie(port);
  }

  /** Whether a cookie's value opens a port. */
  admits(cookie: string | undefined, port: number): boolean {
    return cookie !== undefined && equal(cookie, this.#cookie(port));
  }

  #cookie(port: number): string {
    return this.#sign("cookie", port, "");
  }

  #sign(use: string, port: number, text: string): string {
    return createHmac("sha256", this.#key).update(`${use} ${port} ${text}`).digest("base64url");
  }
}

function equal(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
