import { appendEvents } from "../../lib/db/attempt-events.ts";
import type { Database } from "../../lib/db/client.ts";
import type { RunEvent } from "../../lib/grading/events.ts";
import { persist } from "./persist.ts";

const batchMilliseconds = 60;
/** What a run may print to the page, in characters: a build that prints for ever must not fill memory and database. */
const maximumOutput = 1024 * 1024;

export type EventWriter = {
  write(event: RunEvent): void;
  /** Resolves when all that was written so far is stored. */
  flush(): Promise<void>;
};

/**
 * Stores a run's events in order and in batches, so that a chatty container costs one insert and not a thousand.
 *
 * @param onLost is called when the run is no longer the attempt's own; what comes after is dropped.
 */
export function openEventWriter(
  database: Database,
  held: { attemptId: string; run: number },
  onLost: () => void,
): EventWriter {
  let waiting: RunEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let storing: Promise<void> = Promise.resolve();
  let lost = false;
  const limited = limitOutput(maximumOutput);

  const store = async () => {
    const events = joinOutput(waiting);
    waiting = [];
    if (lost || events.length === 0) return;
    const kept = await persist(() => appendEvents(database, { ...held, events })).catch(() => false);
    if (kept || lost) return;
    lost = true;
    onLost();
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    storing = storing.then(store);
    return storing;
  };
  return {
    write: (event) => {
      const kept = limited(event);
      if (!kept) return;
      waiting.push(kept);
      timer ??= setTimeout(flush, batchMilliseconds);
    },
    flush,
  };
}

/** Lets so many characters of output pass, and everything else; the last of it ends with an ellipsis. */
export function limitOutput(maximum: number): (event: RunEvent) => RunEvent | undefined {
  let room = maximum;
  return (event) => {
    if (event.type !== "output") return event;
    if (room <= 0) return undefined;
    const text = event.text.length > room ? `${event.text.slice(0, room)}\n…\n` : event.text;
    room -= event.text.length;
    return { ...event, text };
  };
}

/** Output that follows output of the same stream becomes one event. */
export function joinOutput(events: RunEvent[]): RunEvent[] {
  const joined: RunEvent[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    if (event.type === "output" && last?.type === "output" && last.stream === event.stream) {
      joined[joined.length - 1] = { ...last, text: last.text + event.text };
    } else joined.push(event);
  }
  return joined;
}
