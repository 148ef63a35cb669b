const slabBytes = 16 * 1024;

/**
 * The last bytes of an output that may be endless, by their offset from its beginning. Small pieces share a slab,
 * so that a terminal in which little happens costs little.
 */
export class OutputRing {
  readonly #limit: number;
  readonly #slabs: Buffer[] = [];
  /** Where the first slab begins. */
  #start = 0;
  #end = 0;

  /** @param limit bytes that are kept at least; up to one slab more are. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Offset of the oldest byte that is kept. */
  get start(): number {
    return this.#start;
  }

  /** Offset behind the newest byte. */
  get end(): number {
    return this.#end;
  }

  append(chunk: Buffer): void {
    let taken = 0;
    while (taken < chunk.length) {
      const used = (this.#end - this.#start) % slabBytes;
      if (used === 0) this.#slabs.push(Buffer.allocUnsafeSlow(slabBytes));
      const piece = chunk.subarray(taken, taken + slabBytes - used);
      this.#slabs.at(-1)?.set(piece, used);
      taken += piece.length;
      this.#end += piece.length;
    }
    while (this.#end - this.#start - slabBytes >= this.#limit) {
      this.#slabs.shift();
      this.#start += slabBytes;
    }
  }

  /** A copy of up to `maximum` bytes from an offset that is kept; empty at the end. */
  read(from: number, maximum: number): Buffer {
    const length = Math.max(0, Math.min(maximum, this.#end - from));
    const copy = Buffer.allocUnsafe(length);
    let copied = 0;
    while (copied < length) {
      const at = from + copied - this.#start;
      const slab = this.#slabs[Math.floor(at / slabBytes)];
      if (!slab) throw new RangeError(`offset ${from} is not kept`);
      copied += slab.copy(copy, copied, at % slabBytes, (at % slabBytes) + length - copied);
    }
    return copy;
  }
}
