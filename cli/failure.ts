import type { Message } from "../lib/i18n/message.ts";

/** A command cannot go on. Says what is the matter, and what to do next. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly problem: Message;
  readonly remedies: Message[];

  constructor(problem: Message, remedies: Message[] = []) {
    super(problem.code);
    this.problem = problem;
    this.remedies = remedies;
  }
}
