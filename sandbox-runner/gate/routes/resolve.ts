import type { GateContext } from "../context.ts";
import {
  findContainer,
  findImage,
  findNetwork,
  findVolume,
  type OwnContainer,
  type OwnNetwork,
  type OwnVolume,
} from "../objects/inventory.ts";
import type { Call } from "./route.ts";

const fullIdPattern = /^[0-9a-f]{64}$/;

/** The value of a path parameter that the route's pattern guarantees. */
export function parameter(call: Pick<Call, "parameters">, name: string): string {
  const value = call.parameters[name];
  if (value === undefined) throw new Error(`the route has no parameter ${name}`);
  return value;
}

/** A container of this sandbox by name, id or unique prefix. @throws Refusal 404 or 400 in the engine's words */
function resolveContainer(gate: GateContext, reference: string): Promise<OwnContainer> {
  return gate.inventory.find((inventory) => findContainer(inventory, reference), "containers");
}

/** Only its id, which for a full id that was seen before needs no look at the engine. */
export async function containerId(call: Call): Promise<string> {
  const reference = parameter(call, "id");
  const { inventory } = call.gate;
  if (fullIdPattern.test(reference) && inventory.knowsContainer(reference)) return reference;
  const { id } = await resolveContainer(call.gate, reference);
  call.written.set(id, reference);
  return id;
}

export function resolveNetwork(gate: GateContext, reference: string): Promise<OwnNetwork> {
  return gate.inventory.find((inventory) => findNetwork(inventory, reference), "networks");
}

export function resolveVolume(gate: GateContext, name: string): Promise<OwnVolume> {
  return gate.inventory.find((inventory) => findVolume(inventory, name), "volumes");
}

export function resolveImage(gate: GateContext, reference: string): Promise<ReturnType<typeof findImage>> {
  return gate.inventory.find((inventory) => findImage(inventory, gate.sandbox, reference), "images");
}
