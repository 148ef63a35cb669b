import { z } from "zod";
import { viewContext } from "../context.ts";
import { decideFilters } from "../objects/filters.ts";
import { decideNetworkConnect, decideNetworkDisconnect } from "../objects/network-connect.ts";
import { checkNetworkRemovable, decideNetworkCreate } from "../objects/network-create.ts";
import { viewNetwork } from "../objects/network-view.ts";
import { flag, flagText, matching, text } from "./query.ts";
import { parameter, resolveNetwork } from "./resolve.ts";
import { type Call, type Route, route } from "./route.ts";

const listSchema = z.array(z.looseObject({}));
const createdSchema = z.object({ Id: z.string(), Warning: z.string().default("") });

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
      const views = listSchema.parse(items).map((item) => viewNetwork(item, context));
      await reply.json(
        200,
        views.filter((view) => filters.keep(view)),
      );
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
      const { id } = await resolveNetwork(gate, parameter(call, "id"));
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
      const network = await resolveNetwork(gate, parameter(call, "id"));
      checkNetworkRemovable(network);
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
      const network = await resolveNetwork(gate, parameter(call, "id"));
      const { body } = await gate.inventory.find((inventory) =>
        decideNetworkConnect(call.body, { sandbox: gate.sandbox, inventory, network }),
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
      const network = await resolveNetwork(gate, parameter(call, "id"));
      const { body } = await gate.inventory.find((inventory) =>
        decideNetworkDisconnect(call.body, { sandbox: gate.sandbox, inventory, network }),
      );
      await change(call, ["networks", network.id, "disconnect"], body);
    },
  }),
];

async function create(gate: Call["gate"], body: unknown): Promise<unknown> {
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
