import { buildEndpoint, readEndpoint } from "./endpoint.ts";
import { describeFields, flag, readFields, rewritten, text } from "./fields.ts";
import type { GateSandbox, Json } from "./gate-sandbox.ts";
import {
  findContainer,
  findNetwork,
  type Inventory,
  type OwnContainer,
  type OwnNetwork,
} from "./inventory.ts";

type Context = { sandbox: GateSandbox; inventory: Inventory };

const connectFields = {
  Container: rewritten(text(255)),
  EndpointConfig: rewritten((value: unknown) => value),
};

/**
 * Decides a `POST /networks/{id}/connect`: both sides have to be the student's.
 * @param context.network as the path names it; the engine looks for the container first
 */
export function decideNetworkConnect(
  body: unknown,
  context: Context & { network: string },
): { container: OwnContainer; network: OwnNetwork; body: Json } {
  const request = readFields(body, connectFields);
  const container = findContainer(context.inventory, request.Container ?? "");
  const network = findNetwork(context.inventory, context.network);
  const endpoint = readEndpoint(request.EndpointConfig, "EndpointConfig");
  const alias = network.name === "bridge" ? undefined : container.name;
  const config = buildEndpoint(endpoint, alias, context);
  return { container, network, body: { Container: container.id, EndpointConfig: config } };
}

const disconnectFields = { Container: rewritten(text(255)), Force: rewritten(flag) };

/** Decides a `POST /networks/{id}/disconnect`. */
export function decideNetworkDisconnect(
  body: unknown,
  context: Context & { network: string },
): { container: OwnContainer; network: OwnNetwork; body: Json } {
  const request = readFields(body, disconnectFields);
  const container = findContainer(context.inventory, request.Container ?? "");
  const network = findNetwork(context.inventory, context.network);
  return { container, network, body: { Container: container.id, Force: request.Force ?? false } };
}

/** Every field of the API objects in these requests, and what the gate does with it. */
export function networkConnectFields() {
  return {
    NetworkConnectRequest: describeFields(connectFields),
    NetworkDisconnectRequest: describeFields(disconnectFields),
  };
}
