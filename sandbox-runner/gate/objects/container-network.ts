import { buildEndpoint, buildLink, type Endpoint, readEndpoint } from "./endpoint.ts";
import { isZero, object } from "./fields.ts";
import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { findContainer, findNetwork, type Inventory } from "./inventory.ts";
import { mangle } from "./names.ts";
import { asStringList } from "./read-answer.ts";
import { engineError, Refusal, refuse } from "./refusal.ts";

type Context = { sandbox: GateSandbox; inventory: Inventory };

/** The network that the engine calls `bridge`; every sandbox has one of its own. */
const defaultNetworkName = "bridge";

export type NetworkPlan = { mode: string; endpoints: Record<string, Json>; needsDefaultNetwork: boolean };

/**
 * Decides what a new container is connected to.
 * @param mode HostConfig.NetworkMode as written
 * @param networking NetworkingConfig as written
 * @param links HostConfig.Links: they join the first endpoint, since the sandbox's default network is a
 *   user-defined one to the engine
 */
export function decideNetworks(
  request: { name: string; mode: string; networking: unknown; links: string[] },
  context: Context,
): NetworkPlan {
  const endpoints = readEndpoints(request.networking);
  const mode = request.mode || "default";
  if (mode === "host" || mode.startsWith("ns:"))
    throw refuse("host-namespace", { field: "NetworkMode", value: mode });
  if (mode === "none")
    return { mode: "none", endpoints: {}, needsDefaultNetwork: refuseOthers(endpoints, "none") };
  if (mode.startsWith("container:")) {
    return {
      mode: `container:${otherContainer(mode, context)}`,
      endpoints: {},
      needsDefaultNetwork: refuseOthers(endpoints, mode),
    };
  }
  const first = firstNetwork(mode, endpoints);
  const wanted = new Map<string, Endpoint>([[first, {}], ...endpoints]);
  const built: Record<string, Json> = {};
  for (const [reference, endpoint] of wanted) {
    const own = networkName(reference, context);
    const alias = own === defaultNetworkName ? undefined : request.name;
    built[mangle(context.sandbox.id, own)] = buildEndpoint(endpoint, alias, context);
  }
  const main = mangle(context.sandbox.id, networkName(first, context));
  addLinks(built[main], request.links, context);
  return {
    mode: main,
    endpoints: built,
    needsDefaultNetwork:
      Object.hasOwn(built, mangle(context.sandbox.id, defaultNetworkName)) &&
      !context.inventory.networks.some((network) => network.name === defaultNetworkName),
  };
}

function otherContainer(mode: string, { inventory }: Context): string {
  const reference = mode.slice("container:".length);
  return found(() => findContainer(inventory, reference), "joining network namespace of container").id;
}

/** The engine misses what is not there at the start, in these words. Here it is refused before, as all that is not the sandbox's. */
function found<T>(find: () => T, context: string): T {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 404) throw error;
    throw engineError(404, `${context}: ${error.message}`);
  }
}

function readEndpoints(networking: unknown): Map<string, Endpoint> {
  if (networking === null || networking === undefined) return new Map();
  const { EndpointsConfig: endpoints, ...rest } = object(networking, "NetworkingConfig");
  const unknown = Object.keys(rest).find((name) => !isZero(rest[name]));
  if (unknown !== undefined) throw refuse("field-unknown", { field: `NetworkingConfig.${unknown}` });
  if (endpoints === null || endpoints === undefined) return new Map();
  const entries = Object.entries(object(endpoints, "EndpointsConfig"));
  if (entries.length > 16) throw refuse("too-many", { field: "EndpointsConfig", most: 16 }, 400);
  return new Map(
    entries.map(([name, value]) => [aliasOfDefault(name), readEndpoint(value, `EndpointsConfig.${name}`)]),
  );
}

/** Without a mode, the endpoints say where the container goes; without those, it is the default network. */
function firstNetwork(mode: string, endpoints: Map<string, Endpoint>): string {
  if (mode !== "default") return aliasOfDefault(mode);
  const [first] = endpoints.keys();
  return first === undefined || endpoints.has(defaultNetworkName) ? defaultNetworkName : first;
}

function aliasOfDefault(name: string): string {
  return name === "default" ? defaultNetworkName : name;
}

function networkName(reference: string, { inventory }: Context): string {
  if (reference === defaultNetworkName) return defaultNetworkName;
  if (reference === "host") throw refuse("host-namespace", { field: "EndpointsConfig", value: reference });
  return found(() => findNetwork(inventory, reference), "failed to set up container networking").name;
}

function refuseOthers(endpoints: Map<string, Endpoint>, mode: string): false {
  for (const name of endpoints.keys()) {
    if (name === mode || (mode !== "none" && name === defaultNetworkName)) continue;
    throw engineError(
      400,
      mode === "none"
        ? "container cannot be connected to multiple networks with one of the networks in private (none) mode"
        : "container sharing network namespace with another container or host cannot be connected to any other network",
    );
  }
  return false;
}

function addLinks(endpoint: Json | undefined, links: string[], context: Context): void {
  if (!endpoint || links.length === 0) return;
  // Compose writes the same links in both places.
  const built = links.map((link) => buildLink(link, context));
  endpoint.Links = [...new Set([...asStringList(endpoint.Links), ...built])];
}
