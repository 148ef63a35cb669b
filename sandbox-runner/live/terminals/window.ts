/** What one page has of a terminal's output: what was sent to it, and up to where it has drawn. */
export class OutputWindow {
  readonly #windowBytes: number;
  readonly #now: () => number;
  #sent: number;
  #drawn: number;
  #progressAt: number;

  /**
   * @param from where the page goes on.
   * @param windowBytes what may be sent and not yet drawn.
   * @param now milliseconds
   */
  constructor(from: number, windowBytes: number, now: () => number) {
    this.#sent = from;
    this.#drawn = from;
    this.#windowBytes = windowBytes;
    this.#now = now;
    this.#progressAt = now();
  }

  get sent(): number {
    return this.#sent;
  }

  /** How many bytes may be sent now. */
  get room(): number {
    return Math.max(0, this.#windowBytes - (this.#sent - this.#drawn));
  }

  /** Whether the page is so far behind the output's end that the output has to wait for it. */
  isBehind(end: number): boolean {
    return end - this.#drawn > this.#windowBytes;
  }

  /** For how long the page has owed an answer; 0 when it has drawn all that it got. */
  get silentMs(): number {
    return this.#sent === this.#drawn ? 0 : this.#now() - this.#progressAt;
  }

  send(bytes: number): void {
    if (this.#sent === this.#drawn) this.#progressAt = this.#now();
    this.#sent += bytes;
  }

  /** A page cannot have drawn what it was not sent, nor undraw. */
  draw(offset: number): void {
    if (offset <= this.#drawn) return;
    this.#drawn = Math.min(offset, this.#sent);
    this.#progressAt = this.#now();
  }
}
