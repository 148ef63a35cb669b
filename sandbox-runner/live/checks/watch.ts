import { setTimeout as delay } from "node:timers/promises";
import type { Stage } from "../../../lib/content/exercise-schema.ts";
import { checksOf } from "../../../lib/content/exercise-schema.ts";
import { tickingStages } from "../../../lib/grading/ticking.ts";
import type { Ticking } from "../../../lib/live/checks-protocol.ts";
import { openRun } from "../../grading/open-run.ts";
import type { RunState } from "../../grading/run-state.ts";
import { look } from "./look.ts";
import type { KnownExercise, LiveChecksOptions } from "./options.ts";

/** Typing and a `docker compose up` make many changes; they are looked at once they pause. */
const settleMs = 600;
/** Between two looks at one sandbox, whatever happens in it. */
const restMs = 2_500;
/** A check that a service may still come to pass is looked at again without any change, less and less often. */
const againMs = [3_000, 5_000, 10_000, 20_000];
const busyMs = 5_000;
/** A machine that is busy for a whole lesson must not leave its students without an answer. */
const mostBusyMs = 10_000;
const brokenMs = 5_000;

type WatchOptions = LiveChecksOptions &
  KnownExercise & { onChange: (ticking: Ticking) => void; isSuspended: boolean };

/** Looks at a live sandbox as long as somebody looks at the checks: when something changed, and not otherwise. */
export class Watch {
  readonly #options: WatchOptions;
  readonly #stages: Stage[];
  readonly #patient: ReadonlySet<string>;
  readonly #closed = new AbortController();
  readonly ended: Promise<void>;
  #ticking: Ticking = { looking: "idle", up: false, at: null, results: [] };
  #suspended: boolean;
  #changedAt = 0;
  #isDirty = true;
  #again = 0;
  #wake: () => void = () => undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#suspended = options.isSuspended;
    this.#stages = tickingStages(options.exercise)
      .map((stage) => ({ ...stage, checks: stage.checks.filter(({ id }) => !options.hidden.has(id)) }))
      .filter(({ checks }) => checks.length > 0);
    const patient = checksOf(options.exercise).filter(({ eventually }) => eventually > 0);
    this.#patient = new Set(patient.map(({ id }) => id));
    this.ended = this.#keepLooking();
  }

  get checks(): string[] {
    return this.#stages.flatMap((stage) => stage.checks.map(({ id }) => id));
  }

  get ticking(): Ticking {
    return this.#ticking;
  }

  touch(): void {
    this.#isDirty = true;
    this.#again = 0;
    this.#changedAt = Date.now();
    this.#wake();
  }

  /** While the sandbox is worked on by a trial, there is nothing of the student's to be seen. */
  suspend(): void {
    this.#suspended = true;
  }

  resume(): void {
    this.#suspended = false;
    this.touch();
  }

  close(): void {
    this.#closed.abort();
    this.#wake();
  }

  async #keepLooking(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      try {
        await this.#lookWhileItWorks(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#options.log.debug({ error }, "the checks could not be looked at; it is tried again");
        this.#set({ looking: "idle" });
        await delay(brokenMs, undefined, { signal }).catch(() => undefined);
        this.#isDirty = true;
      }
    }
  }

  async #lookWhileItWorks(signal: AbortSignal): Promise<void> {
    const { context, sandbox, exercise, files } = this.#options;
    const run = await openRun(context, sandbox, {
      files: files(),
      exercise,
      emit: (event) => event.type === "service" && this.touch(),
      signal,
    });
    try {
      while (!signal.aborted) {
        await this.#untilNeeded(signal);
        if (!signal.aborted) await this.#lookOnce(run, signal);
      }
    } finally {
      run.log.close();
    }
  }

  /** Waits until there is something to look at, the student has paused, and the machine has time. */
  async #untilNeeded(signal: AbortSignal): Promise<void> {
    const { isBusy } = this.#options;
    let busySince: number | undefined;
    while (!signal.aborted) {
      const now = Date.now();
      const calmAt = Math.max(this.#changedAt + settleMs, (this.#ticking.at ?? 0) + restMs);
      if (this.#suspended || !this.#isDirty) await this.#sleep(this.#patience());
      else if (now < calmAt) await this.#sleep(calmAt - now);
      else if (this.#mayLook(isBusy(), now - (busySince ?? now))) return;
      else {
        busySince ??= now;
        this.#set({ looking: "busy" });
        await this.#sleep(busyMs);
      }
    }
  }

  /** Whoever has just come sees how it stands; then a busy machine is spared, but nobody waits for ever. */
  #mayLook(isBusy: boolean, waitedMs: number): boolean {
    return !isBusy || this.#ticking.at === null || waitedMs >= mostBusyMs;
  }

  async #lookOnce(run: RunState, signal: AbortSignal): Promise<void> {
    const giveBack = await this.#options.turns.looks.take(signal);
    try {
      this.#isDirty = false;
      this.#set({ looking: "looking" });
      const seen = await look(run, this.#stages, this.#options.files());
      // What was seen while a trial began is no longer so.
      if (!this.#suspended) this.#set({ ...seen, looking: "idle", at: Date.now() });
      else this.#set({ looking: "idle" });
    } finally {
      giveBack();
    }
  }

  /** How long nothing need be done; undefined for as long as nothing changes. */
  #patience(): number | undefined {
    const { up, results } = this.#ticking;
    const mayPass = results.some(({ id, status }) => status === "failed" && this.#patient.has(id));
    if (this.#suspended || !up || !mayPass) return undefined;
    return againMs[this.#again];
  }

  /** Until woken, or until the time is up: then it is looked again. */
  async #sleep(milliseconds: number | undefined): Promise<void> {
    const isPatience = !this.#isDirty;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#wake = () => resolve(false);
    const timer = milliseconds === undefined ? undefined : setTimeout(() => resolve(true), milliseconds);
    if (this.#closed.signal.aborted) resolve(false);
    const isOver = await promise;
    clearTimeout(timer);
    if (!isOver || !isPatience) return;
    this.#again += 1;
    this.#isDirty = true;
  }

  #set(change: Partial<Ticking>): void {
    const before = JSON.stringify(this.#ticking);
    this.#ticking = { ...this.#ticking, ...change };
    if (JSON.stringify(this.#ticking) !== before) this.#options.onChange(this.#ticking);
  }
}
