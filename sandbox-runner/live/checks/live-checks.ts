import type { ChecksEvent } from "../../../lib/live/checks-protocol.ts";
import type { KnownExercise, LiveChecksOptions } from "./options.ts";
import { removeProbes } from "./remove-probes.ts";
import { TrialDesk } from "./trial-desk.ts";
import { Watch } from "./watch.ts";

/** A page that looks at the checks. */
export type Looker = { hear(event: ChecksEvent): void; end(code: number): void };

/** The checks of an exercise on one live sandbox, for the pages that look at them. */
export class LiveChecks {
  readonly #options: LiveChecksOptions;
  readonly #lookers = new Set<Looker>();
  readonly #desk: TrialDesk;
  #watch: Watch | undefined;
  #tidying: Promise<void> = Promise.resolve();

  constructor(options: LiveChecksOptions) {
    this.#options = options;
    this.#desk = new TrialDesk(options, {
      hear: (event) => this.#tell(event),
      onEnd: () => {
        if (this.#watch) this.#watch.resume();
        else this.#tidy();
      },
    });
  }

  /** @throws when the exercise cannot be read */
  async listen(looker: Looker): Promise<() => void> {
    const known = await this.#options.load();
    this.#watch ??= this.#begin(known);
    this.#lookers.add(looker);
    looker.hear({
      type: "hello",
      now: Date.now(),
      byThemselves: this.#watch.checks,
      ticking: this.#watch.ticking,
      ...this.#desk.current,
    });
    return () => {
      this.#lookers.delete(looker);
      if (this.#lookers.size === 0) this.#stopWatching();
    };
  }

  /** Something of the sandbox changed. */
  touch(): void {
    this.#watch?.touch();
  }

  /** Works the whole exercise off on the live stack; does nothing while that goes on already. */
  async check(): Promise<void> {
    if (this.#desk.isOpen) return;
    const known = await this.#options.load();
    this.#watch?.suspend();
    this.#desk.begin(known);
  }

  cancel(): void {
    this.#desk.cancel();
  }

  /** @param code tells the pages why */
  async close(code: number): Promise<void> {
    for (const looker of [...this.#lookers]) looker.end(code);
    this.#lookers.clear();
    this.#stopWatching();
    await this.#desk.close();
    await this.#tidying;
  }

  #begin(known: KnownExercise): Watch {
    return new Watch({
      ...this.#options,
      ...known,
      onChange: (ticking) => this.#tell({ type: "ticking", ticking }),
      isSuspended: this.#desk.isOpen,
    });
  }

  #stopWatching(): void {
    const watch = this.#watch;
    this.#watch = undefined;
    if (!watch) return;
    watch.close();
    if (!this.#desk.isOpen) this.#tidy(watch.ended);
  }

  #tidy(after: Promise<void> = Promise.resolve()): void {
    const { context, sandbox, log } = this.#options;
    this.#tidying = this.#tidying
      .then(() => after)
      .then(() => (this.#watch ? undefined : removeProbes(context, sandbox.id)))
      .catch((error) => log.warn({ error }, "probes were left in a live sandbox"));
  }

  #tell(event: ChecksEvent): void {
    for (const looker of this.#lookers) looker.hear(event);
  }
}
