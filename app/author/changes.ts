import { setTimeout as delay } from "node:timers/promises";

const lookMilliseconds = 400;
/** Something is said at least so often: proxies close connections that are silent. */
const silenceMilliseconds = 15_000;

/**
 * Server-sent events: `changed` whenever what is looked at is another than before, until nobody reads.
 *
 * @param look says what there is now
 */
export function changeStream(look: () => Promise<string>, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  const lines = follow(look, AbortSignal.any([signal, gone.signal]));
  return new ReadableStream({
    pull: async (controller) => {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: () => gone.abort(),
  });
}

/** Looking again and again works wherever the files lie; it is done for authors alone, and while a page is open. */
async function* follow(look: () => Promise<string>, signal: AbortSignal): AsyncGenerator<string, void> {
  let seen = await look();
  let saidAt = Date.now();
  yield "retry: 1000\n\n";
  while (!signal.aborted) {
    await delay(lookMilliseconds, undefined, { signal }).catch(() => undefined);
    const now = await look();
    const changed = now !== seen;
    seen = now;
    if (!changed && Date.now() - saidAt < silenceMilliseconds) continue;
    saidAt = Date.now();
    yield changed ? "event: changed\ndata: {}\n\n" : ": still here\n\n";
  }
}
