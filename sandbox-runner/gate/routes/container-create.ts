import { z } from "zod";
import type { GateContext } from "../context.ts";
import { EngineFailure } from "../engine/engine-client.ts";
import { ephemeralPortsLabel, ephemeralPortsOf } from "../network/port-keeper.ts";
import {
  bindSourceMissing,
  type ContainerCreation,
  decideContainerCreate,
} from "../objects/container-create.ts";
import { viewCreated } from "../objects/container-view.ts";
import { decideDefaultNetwork } from "../objects/network-create.ts";
import { text } from "./query.ts";
import { type Route, route } from "./route.ts";

const labelsSchema = z.looseObject({ Labels: z.record(z.string(), z.string()).nullish() });

export const containerCreateRoutes: Route[] = [
  route({
    method: "POST",
    path: "/containers/create",
    query: { name: text, platform: text },
    body: "json",
    async handle({ gate, query, body, reply }) {
      const answer = await create(gate, query, body);
      await reply.json(201, viewCreated(answer, gate.sandbox));
    },
  }),
];

async function create(
  gate: GateContext,
  query: { name?: string; platform?: string },
  body: unknown,
): Promise<unknown> {
  const request = {
    body,
    ...(query.name !== undefined && { name: query.name }),
    ...(query.platform !== undefined && { platform: query.platform }),
  };
  return gate.inventory.create(
    (inventory) => decideContainerCreate(request, { sandbox: gate.sandbox, inventory, random: gate.random }),
    async (creation) => {
      await prepare(gate, creation);
      if (creation.anonymousVolumes > 0) gate.inventory.invalidate("volumes");
      return gate.engine.json({
        method: "POST",
        path: ["containers", "create"],
        query: creation.query,
        json: await withEphemeralPorts(gate, creation),
      });
    },
  );
}

/** Makes what the container mounts and joins, in the order in which the engine would meet it missing. */
async function prepare(gate: GateContext, creation: ContainerCreation): Promise<void> {
  for (const path of creation.mustExist) {
    if (!(await gate.workspace.exists(path))) throw bindSourceMissing(path);
  }
  for (const path of creation.createDirectories) await gate.workspace.ensureDirectory(path);
  for (const { body } of creation.createVolumes) {
    await gate.engine.json({ method: "POST", path: ["volumes", "create"], json: body });
    gate.inventory.invalidate("volumes");
  }
  if (creation.needsDefaultNetwork) await createDefaultNetwork(gate);
}

async function createDefaultNetwork(gate: GateContext): Promise<void> {
  await gate.subnets.create(
    (used) => decideDefaultNetwork({ sandbox: gate.sandbox, used }),
    async ({ body }) => {
      const path = ["networks", "create"];
      await gate.engine.json({ method: "POST", path, json: body }).catch((error: unknown) => {
        // Somebody was faster: that is as good.
        if (!(error instanceof EngineFailure) || error.status !== 409) throw error;
      });
    },
  );
  gate.inventory.invalidate("networks");
}

/** Notes which ports the container gets where it leaves the choice to us: see `ephemeralPortsLabel`. */
async function withEphemeralPorts(gate: GateContext, creation: ContainerCreation): Promise<unknown> {
  const open = creation.publishes.filter(({ hostPort }) => hostPort === 0).length;
  if (open === 0) return creation.body;
  const { containers } = await gate.inventory.current();
  const expected = new Set(containers.flatMap(({ labels }) => ephemeralPortsOf(labels)));
  const ports = gate.ports.table.suggest(open, expected);
  const body = labelsSchema.parse(creation.body);
  return { ...body, Labels: { ...body.Labels, [ephemeralPortsLabel]: ports.join(",") } };
}
