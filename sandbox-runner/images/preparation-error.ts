import { type Message, message } from "../../lib/i18n/message.ts";

/** Why one image could not be prepared, with the end of what was printed meanwhile. */
export class PreparationError extends Error {
  readonly reason: Message;

  constructor(code: string, log = "") {
    super(`${code}\n${log}`);
    this.name = "PreparationError";
    this.reason = message(code, { log: log.trim().split("\n").slice(-12).join("\n") });
  }
}
