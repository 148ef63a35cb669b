import type { Message } from "../../lib/i18n/message.ts";

/** Ends a request of the site with an answer for the learner. */
export class LiveRefusal extends Error {
  readonly status: number;
  readonly body: { error: Message; remedy?: Message };

  constructor(status: number, error: Message, remedy?: Message) {
    super(error.code);
    this.status = status;
    this.body = remedy ? { error, remedy } : { error };
  }
}
