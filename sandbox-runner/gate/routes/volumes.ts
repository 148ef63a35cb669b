import { z } from "zod";
import { type GateContext, viewContext } from "../context.ts";
import { decideFilters } from "../objects/filters.ts";
import { Refusal } from "../objects/refusal.ts";
import { decideVolumeCreate } from "../objects/volume-create.ts";
import { viewVolume } from "../objects/volume-view.ts";
import { flag, flagText, text } from "./query.ts";
import { parameter, resolveVolume } from "./resolve.ts";
import { type Route, route } from "./route.ts";

const listSchema = z.object({ Volumes: z.array(z.looseObject({})).nullish() });

export const volumeRoutes: Route[] = [
  route({
    method: "GET",
    path: "/volumes",
    query: { filters: text },
    async handle({ gate, query, reply }) {
      const inventory = await gate.inventory.current();
      const filters = decideFilters(query.filters, "volumes", { sandbox: gate.sandbox, inventory });
      const path = ["volumes"];
      const answer = await gate.engine.json({ method: "GET", path, query: { filters: filters.query } });
      const context = await viewContext(gate);
      const views = (listSchema.parse(answer).Volumes ?? []).map((item) => viewVolume(item, context));
      await reply.json(200, { Volumes: filters.apply(views), Warnings: null });
    },
  }),
  route({
    method: "POST",
    path: "/volumes/create",
    body: "json",
    async handle({ gate, body, reply }) {
      const volume = await gate.creations.run(() => create(gate, body));
      await reply.json(201, viewVolume(volume, await viewContext(gate)));
    },
  }),
  route({
    method: "GET",
    path: "/volumes/{name}",
    async handle(call) {
      const { gate, reply } = call;
      const { engineName } = await resolveVolume(gate, parameter(call, "name"));
      const volume = await gate.engine.json({ method: "GET", path: ["volumes", engineName] });
      await reply.json(200, viewVolume(volume, await viewContext(gate)));
    },
  }),
  route({
    method: "DELETE",
    path: "/volumes/{name}",
    query: { force: flag },
    async handle(call) {
      const { gate, query, reply } = call;
      const volume = await resolveVolume(gate, parameter(call, "name")).catch((error: unknown) => {
        // By force, what is not there is as good as removed.
        if (query.force && error instanceof Refusal && error.status === 404) return undefined;
        throw error;
      });
      if (volume === undefined) return reply.empty(204);
      const path = ["volumes", volume.engineName];
      await gate.engine.status({ method: "DELETE", path, query: { force: flagText(query.force) } });
      gate.inventory.invalidate("volumes");
      await reply.empty(204);
    },
  }),
];

async function create(gate: GateContext, body: unknown): Promise<unknown> {
  const inventory = await gate.inventory.current();
  const decision = decideVolumeCreate(body, { sandbox: gate.sandbox, inventory, random: gate.random });
  if (decision.existing) return gate.engine.json({ method: "GET", path: ["volumes", decision.engineName] });
  try {
    return await gate.engine.json({ method: "POST", path: ["volumes", "create"], json: decision.body });
  } finally {
    gate.inventory.invalidate("volumes");
  }
}
