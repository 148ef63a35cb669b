import { decideContainerUpdate } from "../objects/container-update.ts";
import { viewUpdated } from "../objects/container-view.ts";
import { findContainer } from "../objects/inventory.ts";
import { parameter } from "./resolve.ts";
import { type Call, type Route, route } from "./route.ts";

export const containerUpdateRoutes: Route[] = [
  route({
    method: "POST",
    path: "/containers/{id}/update",
    body: "json",
    // One at a time: two that grow at once must not both take the last of the budget.
    handle: (call) => call.gate.creations.run(() => update(call)),
  }),
];

async function update(call: Call): Promise<void> {
  const { gate, body, reply } = call;
  const { sandbox, engine, inventory } = gate;
  const { decision, id } = await inventory.find((held) => {
    const container = findContainer(held, parameter(call, "id"));
    return {
      id: container.id,
      decision: decideContainerUpdate(body, { sandbox, inventory: held, container }),
    };
  }, "containers");
  try {
    const path = ["containers", id, "update"];
    const answer = await engine.json({ method: "POST", path, json: decision.body });
    await reply.json(200, viewUpdated(answer, sandbox));
  } finally {
    inventory.forgetContainer(id);
  }
}
