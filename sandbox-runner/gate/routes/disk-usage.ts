import { z } from "zod";
import type { GateContext } from "../context.ts";
import { viewContext } from "../context.ts";
import { viewDiskUsage } from "../objects/engine-view.ts";
import { decideFilters } from "../objects/filters.ts";
import { engineError } from "../objects/refusal.ts";
import type { QueryParser } from "./query.ts";
import { type Route, route } from "./route.ts";

const types = ["container", "image", "volume", "build-cache"] as const;
type Type = (typeof types)[number];

const usageType: QueryParser<Type> = (value) => {
  const type = types.find((each) => each === value);
  if (type === undefined) throw engineError(400, `unknown object type: ${value.slice(0, 64)}`);
  return type;
};

const volumesSchema = z.looseObject({ Volumes: z.array(z.unknown()).nullish() });

export const diskUsageRoutes: Route[] = [
  route({
    method: "GET",
    path: "/system/df",
    query: { type: usageType },
    repeats: ["type"],
    async handle({ gate, pairs, reply }) {
      const asked = new Set(pairs.map(([, value]) => value));
      const wants = (type: Type) => asked.size === 0 || asked.has(type);
      const context = await viewContext(gate);
      const [containers, images, volumes] = await gate.measurements.run(() =>
        Promise.all([
          wants("container") ? listContainers(gate) : undefined,
          wants("image") ? listImages(gate) : undefined,
          wants("volume") ? listVolumes(gate, context.inventory.volumes.length) : undefined,
        ]),
      );
      const view = viewDiskUsage({ Containers: containers, Images: images, Volumes: volumes }, context);
      await reply.json(200, { ...view, BuildCache: wants("build-cache") ? [] : null });
    },
  }),
];

/** The engine measures what it lists: only this sandbox's containers. */
async function listContainers(gate: GateContext): Promise<unknown> {
  const inventory = await gate.inventory.current();
  const filters = decideFilters(undefined, "containers", { sandbox: gate.sandbox, inventory });
  const query = { all: "1", size: "1", filters: filters.query };
  return gate.engine.json({ method: "GET", path: ["containers", "json"], query });
}

function listImages(gate: GateContext): Promise<unknown> {
  return gate.engine.json({ method: "GET", path: ["images", "json"] });
}

/** The engine measures all volumes or none: those of a sandbox without any are not worth it. */
async function listVolumes(gate: GateContext, count: number): Promise<unknown> {
  if (count === 0) return [];
  const query = { type: "volume" };
  const usage = await gate.engine.json({ method: "GET", path: ["system", "df"], query });
  return volumesSchema.parse(usage).Volumes ?? [];
}
