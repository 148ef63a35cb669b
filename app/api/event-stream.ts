import { eventsAfter } from "../../lib/db/attempt-events.ts";
import { readState } from "../../lib/db/attempts.ts";
import type { RunEvent } from "../../lib/grading/events.ts";
import { freshMilliseconds } from "../server/queue-watch.ts";
import { site } from "../server/site.ts";

/** Something is said at least so often: proxies close connections that are silent. */
const silenceMilliseconds = 15_000;

export type Followed = {
  attemptId: string;
  /** What may be told of an event; nothing when it must not be told at all. */
  see: (event: RunEvent) => RunEvent | undefined;
};

/**
 * The events of an attempt after a sequence number, as they come, until its end or until nobody reads.
 *
 * @param onEnd is called once, when the stream has ended in either way
 */
export function eventStream(
  followed: Followed,
  after: number,
  signal: AbortSignal,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const encoder = new TextEncoder();
  const either = AbortSignal.any([signal, gone.signal]);
  const lines = follow(followed, after, either);
  either.addEventListener("abort", onEnd);
  if (either.aborted) onEnd();
  return new ReadableStream({
    pull: async (controller) => {
      try {
        const { value, done } = await lines.next();
        if (!done) return controller.enqueue(encoder.encode(value));
        onEnd();
        controller.close();
      } catch (error) {
        onEnd();
        throw error;
      }
    },
    cancel: () => gone.abort(),
  });
}

/**
 * A notification says when there is something to read; without one it is looked for only seldom. What changes
 * without one, the place in the queue, is read for all streams together.
 */
async function* follow(
  { attemptId, see }: Followed,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  const { database, signals } = site();
  let seq = after;
  let said = "";
  let saidAt = Date.now();
  let lookedAt = 0;
  let state: Awaited<ReturnType<typeof readState>>;
  yield "retry: 1000\n\n";
  while (!signal.aborted) {
    const patience = state === "running" ? silenceMilliseconds : freshMilliseconds;
    const change = signals.next(attemptId, patience, signal);
    if (lookedAt === 0) {
      // The end is stored together with the last event: read in this order, none is missed.
      state = await readState(database, attemptId);
      const events = await eventsAfter(database, { attemptId, seq });
      for (const stored of events) {
        const event = see(stored.event);
        if (event) yield `id: ${stored.seq}\ndata: ${JSON.stringify(event)}\n\n`;
      }
      if (events.length > 0) {
        seq = events.at(-1)?.seq ?? seq;
        saidAt = Date.now();
        continue;
      }
      if (state !== "queued" && state !== "running") {
        yield `event: end\ndata: ${JSON.stringify({ state })}\n\n`;
        return;
      }
      lookedAt = Date.now();
    }
    const waiting = state === "queued" ? await placeOf(attemptId) : "";
    const isNews = waiting !== "" && waiting !== said;
    if (isNews || Date.now() - saidAt > silenceMilliseconds) {
      yield isNews ? `event: waiting\ndata: ${waiting}\n\n` : ": still here\n\n";
      saidAt = Date.now();
    }
    said = waiting;
    const changed = await change;
    if (changed || Date.now() - lookedAt > silenceMilliseconds) lookedAt = 0;
  }
}

async function placeOf(attemptId: string): Promise<string> {
  const place = await site().waiting.placeOf(attemptId);
  return place ? JSON.stringify(place) : "";
}
