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

/** Somebody wants to know how a command is called. That is no failure. */
export class HelpAsked extends Error {
  override readonly name = "HelpAsked";
  readonly usage: Message;

  constructor(usage: Message) {
    super(usage.code);
    this.usage = usage;
  }
}

/** Whether a word of the command line asks how it is called. */
export function asksHelp(word: string | undefined): boolean {
  return word === "--help" || word === "-h";
}
