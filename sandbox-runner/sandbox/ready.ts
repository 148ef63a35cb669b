import type { Logger } from "pino";

/** What of a sandbox can be made before anybody asks: its workspace, its control group and, when ready, its toolbox. */
export type Place = { id: string; cgroupParent: string | undefined };

/** How places are made and thrown away; on the engine it is `ready-places.ts`. */
export type Places = {
  make(): Promise<Place>;
  /** Whether it can be handed out as if it had just been made. */
  isFresh(place: Place): Promise<boolean>;
  remove(place: Place): Promise<void>;
};

export type Keeping = {
  places: Places;
  /** How many are wanted at this moment. */
  wanted: () => number;
  /** Whether the machine has nothing better to do. */
  isCalm: () => boolean;
  log: Pick<Logger, "warn">;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
};

const lookMs = 1_000;
/** Whoever has just got a sandbox begins to work in it: that comes first. So does the next of many who come together. */
const settleMs = 300;
const refreshMs = 60_000;
const retryMs = 30_000;
const closeMs = 5_000;

/**
 * Places made before anybody asks. Each is handed out once, to one caller of this process: a list in memory is all that
 * decides, and what a process leaves behind the reaper removes. Without `keep` there are none.
 */
export class ReadySandboxes {
  #keeping: Keeping | undefined;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #free: Place[] = [];
  readonly #reserved = new Map<string, Place>();
  #looking: Promise<void> | undefined;
  #yielding = 0;
  #makeFrom = 0;
  #refreshFrom = 0;

  /** Begins to make some in the background. */
  keep(keeping: Keeping): void {
    this.#keeping = keeping;
    this.#refreshFrom = keeping.now() + refreshMs;
    this.#timer = setInterval(() => void this.look(), lookMs).unref();
  }

  get size(): number {
    return this.#free.length;
  }

  /** The id of one that nobody else gets, for who has to write it down before taking it. */
  reserve(): string | undefined {
    const place = this.#free.shift();
    if (place) this.#reserved.set(place.id, place);
    return place?.id;
  }

  /** Takes a reservation back. */
  release(id: string): void {
    const place = this.#reserved.get(id);
    this.#reserved.delete(id);
    if (place) this.#free.push(place);
  }

  /**
   * The reserved one of that id, or without an id any. Undefined when there is none: then it has to be made, and
   * nothing on the engine has that id any more.
   *
   * @param fits whether the caller can do with what is made in advance
   * @throws when what was reserved is no good and cannot be removed
   */
  async take(fits: boolean, id?: string): Promise<Place | undefined> {
    if (id !== undefined) return this.#takeReserved(fits, id);
    while (fits) {
      const place = this.#free.shift();
      if (!place || (await this.#isFresh(place))) return place;
      void this.#remove(place);
    }
    return undefined;
  }

  /** Does something that is waited for: meanwhile, and for a moment after it, none is made. */
  async yieldTo<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#yielding += 1;
    try {
      return await work();
    } finally {
      this.#yielding -= 1;
      this.#makeFrom = Math.max(this.#makeFrom, (this.#keeping?.now() ?? 0) + settleMs);
      this.#lookSoon();
    }
  }

  /** Makes one if that is in place now, and throws away what is not wanted or has gone stale. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Removes those that nobody took. An engine that hangs keeps nobody waiting: the reaper finds them. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#makeFrom = Number.POSITIVE_INFINITY;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, closeMs);
    await Promise.race([this.#removeAll(), late.promise]);
    clearTimeout(timer);
  }

  async #look(): Promise<void> {
    const keeping = this.#keeping;
    if (!keeping) return;
    const { now, wanted, isCalm } = keeping;
    for (const place of this.#free.splice(wanted())) await this.#remove(place);
    if (now() >= this.#refreshFrom) await this.#refresh(keeping);
    const isTime = this.#yielding === 0 && now() >= this.#makeFrom && isCalm();
    if (!isTime || this.#free.length >= wanted()) return;
    await this.#make(keeping);
    this.#lookSoon();
  }

  #lookSoon(): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.look(), settleMs + 10).unref();
  }

  async #make({ places, now, log }: Keeping): Promise<void> {
    try {
      this.#free.push(await places.make());
    } catch (error) {
      this.#makeFrom = now() + retryMs;
      log.warn({ error }, "could not make a sandbox in advance; it is tried again");
    }
  }

  async #refresh({ now }: Keeping): Promise<void> {
    this.#refreshFrom = now() + refreshMs;
    for (const place of [...this.#free]) {
      if (await this.#isFresh(place)) continue;
      const found = this.#free.indexOf(place);
      // Not there any more: somebody took it meanwhile, and looked for themselves.
      if (found >= 0) this.#free.splice(found, 1);
      if (found >= 0) await this.#remove(place);
    }
  }

  async #removeAll(): Promise<void> {
    await this.#looking;
    const places = [...this.#free.splice(0), ...this.#reserved.values()];
    this.#reserved.clear();
    await Promise.all(places.map((place) => this.#remove(place)));
  }

  async #takeReserved(fits: boolean, id: string): Promise<Place | undefined> {
    const place = this.#reserved.get(id);
    this.#reserved.delete(id);
    if (!place) return undefined;
    if (fits && (await this.#isFresh(place))) return place;
    await this.#keeping?.places.remove(place);
    return undefined;
  }

  /** What cannot be looked at is not handed out. */
  async #isFresh(place: Place): Promise<boolean> {
    return (await this.#keeping?.places.isFresh(place).catch(() => false)) ?? false;
  }

  /** What cannot be removed now is the reaper's. */
  async #remove(place: Place): Promise<void> {
    await this.#keeping?.places.remove(place).catch(() => undefined);
  }
}
