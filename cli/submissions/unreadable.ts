import type { Message } from "../../lib/i18n/message.ts";

/** What was handed in cannot be read as a workspace; says why. Whoever handed it in is not graded by it. */
export class UnreadableSubmission extends Error {
  override readonly name = "UnreadableSubmission";
  readonly reason: Message;

  constructor(reason: Message) {
    super(reason.code);
    this.reason = reason;
  }
}
