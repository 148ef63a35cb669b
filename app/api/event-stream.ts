import { eventsAfter } from "../../lib/db/attempt-events.ts";
import { type Attempt, countQueued, readProgress } from "../../lib/db/attempts.ts";
import { liveRunners } from "../../lib/db/runners.ts";
import { site } from "../server/site.ts";
import { whyWaiting } from "../server/waiting.ts";

/** A notification comes at once; this is for one that was lost. */
const lookMilliseconds = 2_000;
/** Something is said at least so often: proxies close connections that are silent. */
const silenceMilliseconds = 15_000;

/** The events of an attempt after a sequence number, as they come, until its end or until nobody reads. */
export function eventStream(
  attemptId: string,
  after: number,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const encoder = new TextEncoder();
  const lines = follow(attemptId, after, AbortSignal.any([signal, gone.signal]));
  return new ReadableStream({
    pull: async (controller) => {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: () => gone.abort(),
  });
}

async function* follow(attemptId: string, after: number, signal: AbortSignal): AsyncGenerator<string, void> {
  const { database, signals } = site();
  let seq = after;
  let said = "";
  let saidAt = Date.now();
  yield "retry: 1000\n\n";
  while (!signal.aborted) {
    const woken = signals.next(attemptId, lookMilliseconds, signal);
    // The end is stored together with the last event: read in this order, none is missed.
    const attempt = await readProgress(database, attemptId);
    const events = await eventsAfter(database, { attemptId, seq });
    for (const stored of events) yield `id: ${stored.seq}\ndata: ${JSON.stringify(stored.event)}\n\n`;
    if (events.length > 0) {
      seq = events.at(-1)?.seq ?? seq;
      saidAt = Date.now();
      continue;
    }
    if (!attempt || attempt.state === "ended" || attempt.state === "cancelled") {
      yield `event: end\ndata: ${JSON.stringify({ state: attempt?.state })}\n\n`;
      return;
    }
    const waiting = attempt.state === "queued" ? JSON.stringify(await waitingOf(attempt)) : "";
    const isNews = waiting !== "" && waiting !== said;
    if (isNews || Date.now() - saidAt > silenceMilliseconds) {
      yield isNews ? `event: waiting\ndata: ${waiting}\n\n` : ": still here\n\n";
      saidAt = Date.now();
    }
    said = waiting;
    await woken;
  }
}

async function waitingOf(attempt: Pick<Attempt, "createdAt">) {
  const { database } = site();
  const position = await countQueued(database, attempt.createdAt);
  return { position, reason: whyWaiting(await liveRunners(database)) };
}
