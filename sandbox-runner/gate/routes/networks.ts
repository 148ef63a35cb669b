import { z } from "zod";
import { type GateContext, viewContext } from "../context.ts";
import { decideFilters } from "../objects/filters.ts";
import type { Json } from "../objects/gate-sandbox.ts";
import type { Inventory } from "../objects/inventory.ts";
import { decideNetworkConnect, decideNetworkDisconnect } from "../objects/network-connect.ts";
import { checkNetworkRemovable, decideNetworkCreate } from "../objects/network-create.ts";
import { predefinedNetworks, viewNetwork } from "../objects/network-view.ts";
import { flag, flagText, matching, text } from "./query.ts";
import { parameter, resolveNetwork } from "./resolve.ts";
import { type Call, type Route, route } from "./route.ts";

const listSchema = z.array(z.looseObject({}));
const createdSchema = z.object({ Id: z.string(), Warning: z.string().default("") });

/** As Go prints a time that was never set. */
const beginningOfTime = "0001-01-01T00:00:00Z";

export const networkRoutes: Route[] = [
  route({
    method: "GET",
    path: "/networks",
    query: { filters: text },
    async handle({ gate, query, reply }) {
      const inventory = await gate.inventory.current();
      const filters = decideFilters(query.filters, "networks", { sandbox: gate.sandbox, inventory });
      const path = ["networks"];
      const items = await gate.engine.json({ method: "GET", path, query: { filters: filters.query } });
      const context = await viewContext(gate);
      const own = listSchema.parse(items).map((item) => viewNetwork(item, context));
      const shown = [...filters.applyPredefined(predefined(gate, inventory)), ...filters.apply(own)];
      await reply.json(200, shown);
    },
  }),
  route({
    method: "POST",
    path: "/networks/create",
    body: "json",
    async handle({ gate, body, reply }) {
      const created = await gate.creations.run(() => create(gate, body));
      await reply.json(201, created);
    },
  }),
  route({
    method: "GET",
    path: "/networks/{id}",
    query: { verbose: flag, scope: matching(/^(?:local)?$/) },
    async handle(call) {
      const { gate, query, reply } = call;
      const reference = parameter(call, "id");
      const shown = predefined(gate, await gate.inventory.current()).find(
        ({ Name, Id }) => Name === reference || Id === reference,
      );
      if (shown !== undefined) return reply.json(200, shown);
      const { id } = await resolveNetwork(gate, reference);
      const item = await gate.engine.json({
        method: "GET",
        path: ["networks", id],
        query: { verbose: flagText(query.verbose) },
      });
      await reply.json(200, viewNetwork(item, await viewContext(gate)));
    },
  }),
  route({
    method: "DELETE",
    path: "/networks/{id}",
    async handle(call) {
      const { gate, reply } = call;
      checkNetworkRemovable(parameter(call, "id"));
      const network = await resolveNetwork(gate, parameter(call, "id"));
      checkNetworkRemovable(network.name);
      await gate.engine.status({ method: "DELETE", path: ["networks", network.id] });
      gate.inventory.invalidate("networks");
      await reply.empty(204);
    },
  }),
  route({
    method: "POST",
    path: "/networks/{id}/connect",
    body: "json",
    async handle(call) {
      const { gate } = call;
      const reference = parameter(call, "id");
      const { body, network } = await gate.inventory.find((inventory) =>
        decideNetworkConnect(call.body, { sandbox: gate.sandbox, inventory, network: reference }),
      );
      await change(call, ["networks", network.id, "connect"], body);
    },
  }),
  route({
    method: "POST",
    path: "/networks/{id}/disconnect",
    body: "json",
    async handle(call) {
      const { gate } = call;
      const reference = parameter(call, "id");
      const { body, network } = await gate.inventory.find((inventory) =>
        decideNetworkDisconnect(call.body, { sandbox: gate.sandbox, inventory, network: reference }),
      );
      await change(call, ["networks", network.id, "disconnect"], body);
    },
  }),
];

/** The networks of every engine, as far as the sandbox has none of its own in their place. */
function predefined(gate: GateContext, { networks }: Inventory): Json[] {
  const own = new Set<unknown>(networks.map(({ name }) => name));
  return predefinedNetworks(gate.sandbox, beginningOfTime).filter(({ Name }) => !own.has(Name));
}

async function create(gate: GateContext, body: unknown): Promise<unknown> {
  const inventory = await gate.inventory.current();
  try {
    return await gate.subnets.create(
      (used) => decideNetworkCreate(body, { sandbox: gate.sandbox, inventory, used }),
      async (decision) => {
        const request = { method: "POST", path: ["networks", "create"], json: decision.body } as const;
        return createdSchema.parse(await gate.engine.json(request));
      },
    );
  } finally {
    gate.inventory.invalidate("networks");
  }
}

async function change({ gate, reply }: Call, path: string[], json: unknown): Promise<void> {
  await gate.engine.status({ method: "POST", path, json });
  gate.inventory.invalidate("containers", "networks");
  await reply.empty(200);
}
