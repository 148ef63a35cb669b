import type { Message } from "../lib/i18n/message.ts";
import type { Display } from "./display.ts";

/** One thing that set-up does. Interrupted anywhere, it is simply done again at the next start. */
export type Step = {
  title: Message;
  /** Whether there is nothing to do. */
  isCurrent(): Promise<boolean>;
  /** Does it. `report` says in a few words what is going on. @throws when it fails or the signal aborts. */
  run(report: (detail: string) => void, signal: AbortSignal): Promise<void>;
};

/** Thrown for a failure that has been explained to the person at the terminal in full. */
export class SetupError extends Error {
  readonly explanation: Message;
  readonly remedy: Message | undefined;

  constructor(explanation: Message, remedy?: Message) {
    super(explanation.code);
    this.name = "SetupError";
    this.explanation = explanation;
    this.remedy = remedy;
  }
}

/** Does a step when it is due, and shows it. */
export async function runStep(step: Step, display: Display, signal: AbortSignal): Promise<void> {
  const line = display.begin(step.title);
  try {
    signal.throwIfAborted();
    if (await step.isCurrent()) return line.end("current");
    await step.run((detail) => line.detail(detail), signal);
    line.end("done");
  } catch (error) {
    line.end(signal.aborted ? "stopped" : "failed");
    throw error;
  }
}
