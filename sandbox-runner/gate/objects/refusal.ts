import sentences from "../../../lib/i18n/catalogue/gate.en.json" with { type: "json" };
import { type Message, message } from "../../../lib/i18n/message.ts";

/**
 * What the gate answers instead of asking the engine. `message` is the sentence for the body of an
 * engine error (`{"message": …}`), always English, as the engine's own are. `reason` is the same for
 * people, as a code; it is absent where the gate repeats an error that the engine itself would give.
 */
export class Refusal extends Error {
  readonly status: number;
  readonly reason: Message | undefined;

  constructor(status: number, sentence: string, reason?: Message) {
    super(sentence);
    this.name = "Refusal";
    this.status = status;
    this.reason = reason;
  }
}

/** A sentence's name in `lib/i18n/catalogue/gate.en.json`. */
export type SentenceName = keyof typeof sentences;

/** The lab's own refusal; 403 unless the request is wrong rather than forbidden. */
export function refuse(name: SentenceName, params: Message["params"] = {}, status = 403): Refusal {
  return new Refusal(status, fill(sentences[name], params), message(`gate.${name}`, params));
}

/** A refusal in the engine's own words, so that nothing tells the gate from the engine. */
export function engineError(status: number, text: string): Refusal {
  return new Refusal(status, text);
}

export const noSuchContainer = (reference: string) => engineError(404, `No such container: ${reference}`);
export const noSuchNetwork = (reference: string) => engineError(404, `network ${reference} not found`);
export const noSuchVolume = (name: string) => engineError(404, `get ${name}: no such volume`);
export const noSuchImage = (reference: string) => engineError(404, `No such image: ${reference}`);
export const noSuchExec = (id: string) => engineError(404, `No such exec instance: ${id}`);

/** The catalogue's texts use plain `{name}` placeholders only, which ICU and this read alike. */
function fill(text: string, params: Message["params"]): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
