import type { GateContext } from "./context.ts";
import { settledViewContext } from "./context.ts";
import { viewEvent } from "./objects/event-view.ts";
import { decideFilters } from "./objects/filters.ts";
import type { Json } from "./objects/gate-sandbox.ts";
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
  for await (const line of lines(body)) {
    const event: unknown = JSON.parse(line);
    const view = viewEvent(event, await settledViewContext(gate));
    if (view !== undefined && filters.keep(view)) yield view;
  }
}
