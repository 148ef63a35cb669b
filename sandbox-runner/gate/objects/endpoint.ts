import { macAddress } from "./container-config.ts";
import {
  between,
  copied,
  list,
  matching,
  nested,
  type Parsed,
  readFields,
  refused,
  rewritten,
  text,
} from "./fields.ts";
import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { findContainer, type Inventory, type OwnContainer } from "./inventory.ts";
import { mangle } from "./names.ts";
import { engineError, Refusal } from "./refusal.ts";
import { parseAddress } from "./subnet-pool.ts";

/** A name on a lab network. The platform's own cannot be taken. */
const dnsName = matching(/^(?!composelab)[a-zA-Z0-9_][a-zA-Z0-9_.-]*$/i, "alias", 253);

export const endpointIpamFields = {
  IPv4Address: copied((value: unknown, field: string) => {
    const address = text(64)(value, field);
    if (address !== "" && parseAddress(address) === undefined) {
      throw engineError(400, `invalid IPv4 address: ${address}`);
    }
    return address;
  }),
  IPv6Address: refused("ipv6"),
  LinkLocalIPs: refused("link-local"),
};

/** EndpointSettings of the Engine API, version 1.51: every field of it. */
export const endpointFields = {
  IPAMConfig: rewritten(nested(endpointIpamFields)),
  Links: rewritten(list(text(512), 32)),
  MacAddress: copied(macAddress),
  Aliases: rewritten(list(dnsName, 64)),
  DriverOpts: refused("endpoint-options"),
  GwPriority: copied(between(-1000, 1000)),
  NetworkID: rewritten(text(255)),
  EndpointID: refused("endpoint-state"),
  Gateway: refused("endpoint-state"),
  // Compose repeats the address of IPAMConfig here; the engine does not read it.
  IPAddress: rewritten(text(64)),
  IPPrefixLen: refused("endpoint-state"),
  IPv6Gateway: refused("endpoint-state"),
  GlobalIPv6Address: refused("endpoint-state"),
  GlobalIPv6PrefixLen: refused("endpoint-state"),
  DNSNames: refused("endpoint-state"),
};

export type Endpoint = Parsed<typeof endpointFields>;

export function readEndpoint(value: unknown, field: string): Endpoint {
  return value === null || value === undefined ? {} : readFields(value, endpointFields, field);
}

/**
 * The engine's settings of one endpoint. The engine knows the container by its mangled name, so the
 * student's is added as the last alias: that is how it resolves on the student's networks.
 */
export function buildEndpoint(
  endpoint: Endpoint,
  name: string | undefined,
  context: { sandbox: GateSandbox; inventory: Inventory },
): Json {
  const address = endpoint.IPAMConfig?.IPv4Address;
  const asked = (endpoint.Aliases ?? []).filter((alias) => alias !== "");
  const aliases = [...asked, ...(name === undefined ? [] : [name])];
  return {
    ...(address && { IPAMConfig: { IPv4Address: address } }),
    ...(endpoint.Links && { Links: endpoint.Links.map((link) => buildLink(link, context)) }),
    ...(endpoint.MacAddress && { MacAddress: endpoint.MacAddress }),
    ...(aliases.length > 0 && { Aliases: aliases }),
    ...(endpoint.GwPriority && { GwPriority: endpoint.GwPriority }),
  };
}

function findLinked(inventory: Inventory, reference: string): OwnContainer {
  try {
    return findContainer(inventory, reference);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 404) throw error;
    throw engineError(400, `could not get container for ${reference}: ${error.message}`);
  }
}

/** `container:alias`, or `container` for both, of the student's own containers. */
export function buildLink(link: string, context: { sandbox: GateSandbox; inventory: Inventory }): string {
  const [reference = "", alias, ...rest] = link.split(":");
  if (reference === "" || rest.length > 0) throw engineError(400, `bad format for links: ${link}`);
  const container = findLinked(context.inventory, reference);
  const shown = dnsName(alias ?? container.name, "Links");
  if (shown === "") throw engineError(400, `bad format for links: ${link}`);
  return `${mangle(context.sandbox.id, container.name)}:${shown}`;
}
