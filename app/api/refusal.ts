import type { Message } from "../../lib/i18n/message.ts";

/** The body of every answer that is no success; the page renders it in the reader's language. */
export type ErrorBody = { error: Message; remedy?: Message };

/** Thrown inside a route to end it with an error answer. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: ErrorBody;

  constructor(status: number, error: Message, remedy?: Message) {
    super(error.code);
    this.status = status;
    this.body = remedy ? { error, remedy } : { error };
  }
}
