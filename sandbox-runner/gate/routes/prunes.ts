import { setTimeout as delay } from "node:timers/promises";
import type { GateContext } from "../context.ts";
import type { EngineRequest } from "../engine/engine-client.ts";
import { EngineFailure } from "../engine/engine-client.ts";
import type { Kind } from "../engine/inventory-cache.ts";
import { viewPruned } from "../objects/container-view.ts";
import { decideFilters, type FilterKind } from "../objects/filters.ts";
import { flag, integer, text } from "./query.ts";
import { type Route, route } from "./route.ts";

type Prune = { family: "containers" | "networks" | "volumes" | "images"; changes: readonly Kind[] };

const prunes: Prune[] = [
  { family: "containers", changes: ["containers", "networks"] },
  { family: "networks", changes: ["networks"] },
  { family: "volumes", changes: ["volumes"] },
  { family: "images", changes: ["images"] },
];

const noLimit = Number.MAX_SAFE_INTEGER;

/** Removing what nobody uses: the engine is told to look at this sandbox's objects only. */
export const pruneRoutes: Route[] = [
  ...prunes.map(({ family, changes }) =>
    route({
      method: "POST",
      path: `/${family}/prune`,
      query: { filters: text },
      async handle({ gate, query, reply }) {
        const inventory = await gate.inventory.current();
        const kind: FilterKind = `prune-${family}`;
        const filters = decideFilters(query.filters, kind, { sandbox: gate.sandbox, inventory });
        const answer = await prune(gate, {
          method: "POST",
          path: [family, "prune"],
          query: { filters: filters.query },
        });
        gate.inventory.invalidate(...changes);
        await reply.json(200, viewPruned(answer, gate.sandbox));
      },
    }),
  ),
  // There is no BuildKit and so no build cache, but `docker system prune` asks in any case.
  route({
    method: "POST",
    path: "/build/prune",
    query: {
      all: flag,
      filters: text,
      "keep-storage": integer(0, noLimit),
      "reserved-space": integer(0, noLimit),
      "max-used-space": integer(0, noLimit),
      "min-free-space": integer(0, noLimit),
    },
    handle: ({ reply }) => reply.json(200, { CachesDeleted: null, SpaceReclaimed: 0 }),
  }),
];

const patience = { attempts: 50, waitMs: 100 };

/** The engine prunes for one client at a time and turns others away, who may be of another sandbox. */
async function prune({ engine }: GateContext, request: EngineRequest): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await engine.json(request);
    } catch (error) {
      const busy = error instanceof EngineFailure && error.status === 409;
      if (!busy || attempt === patience.attempts) throw error;
    }
    await delay(patience.waitMs);
  }
}
