import { admit, usageOf } from "./budget.ts";
import {
  copied,
  describeFields,
  flag,
  labels,
  list,
  map,
  matching,
  nested,
  type Parsed,
  readFields,
  refused,
  rewritten,
  text,
} from "./fields.ts";
import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { tenantLabels } from "./gate-sandbox.ts";
import type { Inventory } from "./inventory.ts";
import { checkNetworkName, mangle } from "./names.ts";
import { engineError, refuse } from "./refusal.ts";
import {
  addressesOf,
  allocateSubnet,
  contains,
  firstAddress,
  overlaps,
  parseAddress,
  parseCidr,
} from "./subnet-pool.ts";

const ipamConfigFields = {
  Subnet: rewritten(text(64)),
  IPRange: rewritten(text(64)),
  Gateway: rewritten(text(64)),
  AuxiliaryAddresses: refused("ipam"),
  AuxAddress: refused("ipam"),
};

const ipamFields = {
  Driver: rewritten(matching(/^default$/, "ipam", 32)),
  Config: rewritten(list(nested(ipamConfigFields), 4)),
  Options: refused("ipam"),
};

/** NetworkCreateRequest of the Engine API, version 1.51: every field of it. */
const networkFields = {
  Name: rewritten(text(255)),
  CheckDuplicate: rewritten(flag),
  Driver: rewritten(text(64)),
  Scope: rewritten(matching(/^local$/, "network-scope", 32)),
  Internal: copied(flag),
  Attachable: copied(flag),
  Ingress: refused("network-scope"),
  ConfigOnly: refused("network-scope"),
  ConfigFrom: rewritten(refuseNonEmpty),
  IPAM: rewritten(nested(ipamFields)),
  EnableIPv4: rewritten(flag),
  EnableIPv6: refused("ipv6"),
  Options: rewritten(map(text(), 32)),
  Labels: rewritten(labels),
};

/** `docker network create` always sends `ConfigFrom`, with an empty name. */
function refuseNonEmpty(value: unknown, field: string): void {
  readFields(value, { Network: refused("network-scope") }, field);
}

/** On every network that the student made, and not on the sandbox's `bridge`. */
export const prunableLabel = "composelab.prunable";

type Context = { sandbox: GateSandbox; inventory: Inventory };

/** A block of this prefix length or smaller can be asked for; the pool's own size is always one of them. */
const shortestPrefix = 24;
const longestPrefix = 29;

/**
 * Decides a `POST /networks/create`.
 * @param used the subnets of all networks of the engine, the sandbox's or not
 * @returns the engine's body, and the subnet in it: after "Pool overlaps" add it to `used` and ask again,
 *   unless the student chose it
 */
export function decideNetworkCreate(
  body: unknown,
  context: Context & { used: string[] },
): { name: string; body: Json; subnet: string; chosen: boolean } {
  const { sandbox, inventory } = context;
  const request = readFields(body, networkFields);
  const name = request.Name ?? "";
  checkNetworkName(name);
  checkDriver(request.Driver ?? "");
  if (request.EnableIPv4 === false) throw refuse("ipv6", { field: "EnableIPv4" });
  checkOptions(request.Options ?? {});
  if (inventory.networks.some((network) => network.name === name)) {
    throw engineError(409, `network with name ${name} already exists`);
  }
  admit(usageOf(inventory), { networks: 1 }, sandbox.limits);
  const asked = readAddresses(request, sandbox);
  if (asked && context.used.some((subnet) => overlaps(subnet, asked.Subnet))) {
    throw engineError(403, "invalid pool request: Pool overlaps with other one on this address space");
  }
  const addresses = asked ?? chooseAddresses(sandbox, context.used);
  admit(usageOf(inventory), { addresses: addressesOf(addresses.Subnet) }, sandbox.limits);
  return {
    name,
    subnet: addresses.Subnet,
    chosen: asked !== undefined,
    body: {
      Name: mangle(sandbox.id, name),
      Driver: "bridge",
      Internal: request.Internal ?? false,
      Attachable: request.Attachable ?? false,
      IPAM: { Driver: "default", Config: [addresses] },
      Options: bridgeOptions,
      Labels: {
        ...request.Labels,
        ...tenantLabels(sandbox),
        [prunableLabel]: "1",
        "composelab.options": JSON.stringify(request.Options ?? {}),
      },
    },
  };
}

/** The sandbox's own `bridge`, for containers that name no network. */
export function decideDefaultNetwork(context: { sandbox: GateSandbox; used: string[] }): {
  body: Json;
  subnet: string;
} {
  const { sandbox } = context;
  const addresses = chooseAddresses(sandbox, context.used);
  return {
    subnet: addresses.Subnet,
    body: {
      Name: mangle(sandbox.id, "bridge"),
      Driver: "bridge",
      IPAM: { Driver: "default", Config: [addresses] },
      Options: bridgeOptions,
      Labels: { ...tenantLabels(sandbox), "composelab.options": "{}" },
    },
  };
}

/** The gate publishes ports itself, so a lab network never opens one on the machine. */
const bridgeOptions = { "com.docker.network.bridge.host_binding_ipv4": "127.0.0.1" };

/** The student's `bridge` is as little theirs to remove as the engine's. */
export function checkNetworkRemovable(name: string): void {
  if (["bridge", "host", "none"].includes(name))
    throw engineError(403, `${name} is a pre-defined network and cannot be removed`);
}

/** Every field of the API objects in network requests, and what the gate does with it. */
export function networkCreateFields() {
  return {
    NetworkCreateRequest: describeFields(networkFields),
    IPAM: describeFields(ipamFields),
    IPAMConfig: describeFields(ipamConfigFields),
  };
}

/** What an engine has beside bridge. Of any other the engine says that there is no such plugin, which holds here. */
const closedDrivers = ["host", "ipvlan", "macvlan", "null", "overlay", "remote"];

function checkDriver(driver: string): void {
  if (driver === "" || driver === "bridge") return;
  if (closedDrivers.includes(driver)) throw refuse("network-driver", { driver });
  throw engineError(404, `plugin ${JSON.stringify(driver)} not found`);
}

/** Compose repeats the bridge driver's defaults in some files; those that change nothing are let be. */
const harmlessOptions: Record<string, RegExp> = {
  "com.docker.network.bridge.enable_icc": /^true$/,
  "com.docker.network.bridge.enable_ip_masquerade": /^true$/,
  "com.docker.network.bridge.host_binding_ipv4": /^0\.0\.0\.0$/,
  "com.docker.network.driver.mtu": /^1500$/,
};

function checkOptions(options: Record<string, string>): void {
  for (const [name, value] of Object.entries(options)) {
    const shape = Object.hasOwn(harmlessOptions, name) ? harmlessOptions[name] : undefined;
    if (!shape?.test(value)) throw refuse("network-options", { field: `Options.${name.slice(0, 128)}` });
  }
}

type Addresses = { Subnet: string; IPRange?: string; Gateway?: string };

function chooseAddresses(sandbox: GateSandbox, used: string[]): Addresses {
  const subnet = allocateSubnet(sandbox.subnets, used);
  return { Subnet: subnet, Gateway: firstAddress(subnet) };
}

/** The student's own subnet, which has to lie inside the lab's range; undefined when the lab chooses. */
function readAddresses(request: Parsed<typeof networkFields>, sandbox: GateSandbox): Addresses | undefined {
  const [config, second] = request.IPAM?.Config ?? [];
  if (second) throw refuse("ipam", { field: "IPAM.Config[1]" });
  const { Subnet: subnet, IPRange: range, Gateway: gateway } = config ?? {};
  if (!subnet) {
    if (range || gateway)
      throw engineError(400, "invalid network config: no matching subnet for range or gateway");
    return undefined;
  }
  const cidr = parseCidr(subnet);
  if (!cidr && !subnet.includes(":")) {
    throw engineError(400, `invalid network config:\ninvalid subnet ${subnet}: invalid CIDR block notation`);
  }
  const { cidr: pool } = sandbox.subnets;
  if (!cidr || !contains(pool, subnet) || cidr.prefix < shortestPrefix || cidr.prefix > longestPrefix) {
    throw refuse("subnet-range", { subnet, pool, shortest: shortestPrefix, longest: longestPrefix });
  }
  if (range && !contains(subnet, range)) throw refuse("subnet-address", { address: range, subnet }, 400);
  if (gateway && !inside(gateway, cidr)) throw refuse("subnet-address", { address: gateway, subnet }, 400);
  return { Subnet: subnet, ...(range && { IPRange: range }), ...(gateway && { Gateway: gateway }) };
}

function inside(address: string, cidr: { first: number; last: number }): boolean {
  const number = parseAddress(address);
  return number !== undefined && number > cidr.first && number < cidr.last;
}
