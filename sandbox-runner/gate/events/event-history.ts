import type { Logger } from "pino";
import { z } from "zod";
import { EngineClient } from "../engine/engine-client.ts";
import { followEvents } from "./watch.ts";

/** What is kept of one sandbox: the engine itself keeps 256 events, of all sandboxes together. */
const most = { events: 1000, bytes: 512 * 1024 };
/** So many of everybody's are kept for a sandbox that is opened later: as many as the engine has. */
const mostRecent = { events: 256, bytes: 512 * 1024 };

const longestLine = 64 * 1024;

const eventSchema = z.object({
  Type: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).default({}) }),
  timeNano: z.number(),
});

/** An event as the engine told it, and the sandbox that it is of. */
type PastEvent = { line: string; timeNano: number; sandboxId: string };

/** What happened in one sandbox, as far as is remembered. */
export type EventBook = {
  /** From the oldest to the newest: the engine's own lines. */
  past(): Pick<PastEvent, "line" | "timeNano">[];
  close(): void;
};

/** Nobody listens all the time: what the engine remembers is all there is. */
export const noHistory: Pick<EventHistory, "open"> = {
  open: () => ({ past: () => [], close: () => undefined }),
};

/**
 * Listens to the engine as long as a gate is open, and remembers for each sandbox what happened in it, so that the
 * others' events do not crowd out its own. It begins with what the engine remembers itself, also after a gap.
 * Anonymous volumes are not in it: their events do not say whose they are.
 */
export class EventHistory {
  readonly #engineSocket: string;
  readonly #log: Pick<Logger, "warn">;
  readonly #kept = new Map<string, Ring>();
  readonly #recent = new Ring(mostRecent);
  #listening: AbortController | undefined;

  constructor(engineSocket: string, log: Pick<Logger, "warn">) {
    this.#engineSocket = engineSocket;
    this.#log = log;
  }

  open(sandboxId: string): EventBook {
    const ring = new Ring(most);
    for (const event of this.#recent.all()) if (event.sandboxId === sandboxId) ring.add(event);
    this.#kept.set(sandboxId, ring);
    if (this.#listening === undefined) {
      this.#listening = new AbortController();
      this.#listen(this.#listening.signal);
    }
    return { past: () => ring.all(), close: () => this.#close(sandboxId, ring) };
  }

  #close(sandboxId: string, ring: Ring): void {
    if (this.#kept.get(sandboxId) === ring) this.#kept.delete(sandboxId);
    if (this.#kept.size > 0) return;
    this.#listening?.abort();
    this.#listening = undefined;
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const onFault = (error: unknown) => this.#log.warn({ error }, "the history of events has a gap");
    try {
      const engine = await EngineClient.connect(this.#engineSocket);
      await followEvents(engine, { query: () => this.#notHeard(), signal, onLine: this.#hear, onFault });
      engine.close();
    } catch (error) {
      onFault(error);
      if (this.#listening?.signal === signal) this.#listening = undefined;
    }
  }

  /** All that the engine still has since the last one, and what happens from now on. */
  #notHeard(): { since: string } {
    return { since: String(Math.floor((this.#recent.all().at(-1)?.timeNano ?? 0) / 1e9)) };
  }

  readonly #hear = (line: string): void => {
    // Somebody with heavy labels: to take it apart is work for everybody.
    if (line.length > longestLine) return;
    const event = readEvent(line);
    if (event === undefined || !this.#recent.add(event)) return;
    this.#kept.get(event.sandboxId)?.add(event);
  };
}

/** The newest events, bounded in number and size. */
class Ring {
  readonly #limit: typeof most;
  readonly #events = new Map<string, PastEvent>();
  #bytes = 0;

  constructor(limit: typeof most) {
    this.#limit = limit;
  }

  all(): PastEvent[] {
    return [...this.#events.values()];
  }

  /** @returns false for one that is there already */
  add(event: PastEvent): boolean {
    if (this.#events.has(event.line)) return false;
    this.#events.set(event.line, event);
    this.#bytes += event.line.length;
    for (const { line } of this.#events.values()) {
      if (this.#events.size <= this.#limit.events && this.#bytes <= this.#limit.bytes) break;
      this.#events.delete(line);
      this.#bytes -= line.length;
    }
    return true;
  }
}

/** Undefined for what is no sandbox's. */
function readEvent(line: string): PastEvent | undefined {
  const { data } = eventSchema.safeParse(JSON.parse(line));
  if (data === undefined) return undefined;
  const { ID, Attributes } = data.Actor;
  const labelled = Attributes["composelab.role"] === "tenant" ? Attributes["composelab.sandbox"] : undefined;
  const named = data.Type === "container" ? undefined : (prefixOf(Attributes.name ?? "") ?? prefixOf(ID));
  const sandboxId = labelled ?? named;
  return sandboxId === undefined ? undefined : { line, timeNano: data.timeNano, sandboxId };
}

/** Of a name that a student gave to a network, a volume or an image. */
function prefixOf(engineName: string): string | undefined {
  const end = engineName.indexOf("--");
  return end > 0 ? engineName.slice(0, end) : undefined;
}
