import type { RunEvent } from "../../../lib/grading/events.ts";
import type { Figure } from "../../../lib/grading/figure.ts";
import { message } from "../../../lib/i18n/message.ts";
import type { ChecksEvent, CheckTrial } from "../../../lib/live/checks-protocol.ts";
import { wordsOf } from "../../grading/http-request.ts";
import { withoutHint } from "./look.ts";
import type { KnownExercise, LiveChecksOptions } from "./options.ts";
import { TrialTooLong, tryAll } from "./trial.ts";

/** What a page is told of a trial that it did not see from the beginning. */
const keptEvents = 1000;

type Said = { hear: (event: ChecksEvent) => void; onEnd: () => void };

/** Carries out one trial at a time for a sandbox, and keeps the last one for pages that come later. */
export class TrialDesk {
  readonly #options: LiveChecksOptions;
  readonly #said: Said;
  #trial: CheckTrial | null = null;
  #events: RunEvent[] = [];
  #figures: Figure[] = [];
  #going: { abort: AbortController; done: Promise<void> } | undefined;

  constructor(options: LiveChecksOptions, said: Said) {
    this.#options = options;
    this.#said = said;
  }

  get isOpen(): boolean {
    return this.#going !== undefined;
  }

  get current(): { trial: CheckTrial | null; events: RunEvent[]; figures: Figure[] } {
    return { trial: this.#trial, events: this.#events, figures: this.#figures };
  }

  begin(known: KnownExercise): void {
    if (this.#going) return;
    const abort = new AbortController();
    this.#events = [];
    this.#figures = [];
    this.#set({ state: "waiting", startedAt: Date.now(), endedAt: null, reason: null });
    const done = this.#carryOut(known, abort.signal).finally(() => {
      this.#going = undefined;
      this.#said.onEnd();
    });
    this.#going = { abort, done };
  }

  cancel(): void {
    this.#going?.abort.abort();
  }

  async close(): Promise<void> {
    const going = this.#going;
    going?.abort.abort();
    await going?.done;
  }

  async #carryOut({ exercise, hidden }: KnownExercise, signal: AbortSignal): Promise<void> {
    const { context, sandbox, files, turns, log } = this.#options;
    let giveBack: (() => void) | undefined;
    try {
      giveBack = await turns.trials.take(signal);
      this.#change({ state: "running" });
      await tryAll({
        context,
        sandbox,
        exercise,
        files: files(),
        emit: (event) => this.#take(event, hidden),
        onFigures: (figures) => this.#show(figures),
        onRestoring: () => this.#change({ state: "restoring" }),
        signal,
      });
      this.#change({ state: "ended", endedAt: Date.now() });
    } catch (error) {
      if (signal.aborted) return this.#change({ state: "cancelled", endedAt: Date.now() });
      const isLate = error instanceof TrialTooLong;
      if (!isLate) log.warn({ error }, "a check on a live sandbox broke off");
      const reason = isLate
        ? message("live.check-too-long", { seconds: exercise.limits.seconds })
        : message("live.check-broke", { words: wordsOf(error) });
      this.#change({ state: "broke", endedAt: Date.now(), reason });
    } finally {
      giveBack?.();
    }
  }

  /** What Compose prints is the student's to see in a terminal; what is kept back is told by no event. */
  #take(event: RunEvent, hidden: ReadonlySet<string>): void {
    if (event.type === "output" || this.#events.length >= keptEvents) return;
    if (event.type === "check" && hidden.has(event.result.id)) return;
    const told = event.type === "check" ? { ...event, result: withoutHint(event.result) } : event;
    this.#events.push(told);
    this.#said.hear({ type: "event", event: told });
  }

  #show(figures: Figure[]): void {
    this.#figures = figures;
    this.#said.hear({ type: "figures", figures });
  }

  #change(change: Partial<CheckTrial>): void {
    if (this.#trial) this.#set({ ...this.#trial, ...change });
  }

  #set(trial: CheckTrial): void {
    this.#trial = trial;
    this.#said.hear({ type: "trial", trial });
  }
}
