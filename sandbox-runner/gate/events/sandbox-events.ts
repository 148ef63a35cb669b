import type { GateContext } from "../context.ts";
import { settledViewContext } from "../context.ts";
import { viewEvent } from "../objects/event-view.ts";
import { decideFilters } from "../objects/filters.ts";
import type { Json } from "../objects/gate-sandbox.ts";
import { lines } from "./watch.ts";

/**
 * The engine's events as this sandbox sees them: its own, with its own names. Ends with the engine's
 * stream, at `until` or when `signal` aborts.
 *
 * @param onOpen the engine has begun to listen: nothing that happens from now on is missed
 */
export async function* sandboxEvents(
  gate: GateContext,
  wanted: { filters?: string; since?: string; until?: string },
  options: { signal: AbortSignal; onOpen: () => Promise<void> },
): AsyncGenerator<Json> {
  const inventory = await gate.inventory.current();
  const filters = decideFilters(wanted.filters, "events", { sandbox: gate.sandbox, inventory });
  const { body } = await gate.engine.begin({
    method: "GET",
    path: ["events"],
    query: { filters: filters.query || undefined, since: wanted.since, until: wanted.until },
    signal: options.signal,
  });
  await options.onOpen();
  for await (const line of withPast(lines(body), pastLines(gate, wanted))) {
    const event: unknown = JSON.parse(line);
    const view = viewEvent(event, await settledViewContext(gate));
    if (view !== undefined && filters.keep(view)) yield view;
  }
}

/** What this sandbox's own history has of the time that is asked for. */
function pastLines(gate: GateContext, { since, until }: { since?: string; until?: string }): string[] {
  // As the engine does it: who names no time is told only what happens from now on.
  if (since === undefined && until === undefined) return [];
  const from = since === undefined ? 0 : nanoseconds(since);
  const to = until === undefined ? Number.POSITIVE_INFINITY : nanoseconds(until);
  const asked = gate.history.past().filter(({ timeNano }) => timeNano >= from && timeNano <= to);
  return asked.map(({ line }) => line);
}

/** The engine begins with the newest of the same events: none is told twice. */
async function* withPast(present: AsyncIterable<string>, past: string[]): AsyncGenerator<string> {
  yield* past;
  const told = new Set(past);
  for await (const line of present) if (!told.delete(line)) yield line;
}

/** Of Unix seconds with a fraction, as exact as the numbers of the events themselves are read. */
function nanoseconds(seconds: string): number {
  const [whole = "", fraction = ""] = seconds.split(".");
  return Number(`${whole}${fraction.padEnd(9, "0")}`);
}
