import { z } from "zod";
import type { Settings } from "../../lib/config/settings.ts";
import { cidrContains } from "./cidr.ts";
import type { Engine } from "./engine-state.ts";
import { runCommand, tryCommand } from "./run-command.ts";

const bridgesSchema = z.array(
  z.object({
    ifname: z.string().optional(),
    addr_info: z.array(z.object({ local: z.string().optional() })).optional(),
  }),
);

/** How the engine names the bridge of a network: after the first twelve digits of its id. */
const networkBridge = /^br-([0-9a-f]{12})$/;

/**
 * Removes the bridges of lab networks that an engine which is gone left on this host, and the firewall rules
 * that name bridges of its networks. The routes would lead the host into nothing, and the rules would drop what
 * goes to a container, whenever a new network is given the same subnet. For a private engine, which is alone.
 */
export async function removeStaleBridges(
  { docker }: Engine,
  settings: Settings,
  iptables: string,
): Promise<void> {
  // The networks are read last: what belongs to one that is being made is then known.
  const shown = await runCommand(["ip", "-4", "-json", "address", "show", "type", "bridge"]);
  const listings = new Map<string, string>();
  for (const table of ["raw", "nat", "filter"])
    listings.set(table, (await tryCommand([iptables, "-w", "5", "-t", table, "-S"])).stdout);
  const known = new Set((await docker.listNetworks()).map(({ Id }) => Id.slice(0, 12)));

  for (const name of staleBridges(bridgesSchema.parse(JSON.parse(shown || "[]")), known, settings.subnets))
    await tryCommand(["ip", "link", "delete", name, "type", "bridge"]);
  for (const [table, listing] of listings) {
    for (const rule of staleRules(listing, known))
      await tryCommand([iptables, "-w", "5", "-t", table, "-D", ...rule]);
  }
}

/** The rules, without their `-A`, of `iptables -S` that name a bridge of no known network (by 12 hex digits). */
export function staleRules(listing: string, known: Set<string>): string[][] {
  return listing
    .split("\n")
    .map((line) => line.trim().split(" "))
    .filter(([verb, ...rule]) => {
      const networks = rule.flatMap((word) => networkBridge.exec(word)?.[1] ?? []);
      return verb === "-A" && networks.some((network) => !known.has(network));
    })
    .map(([, ...rule]) => rule);
}

/** Which of the host's bridges belong to no known network (by 12 hex digits) and have an address in the pool. */
export function staleBridges(
  bridges: z.infer<typeof bridgesSchema>,
  known: Set<string>,
  pool: string,
): string[] {
  return bridges
    .filter(({ ifname, addr_info }) => {
      const network = networkBridge.exec(ifname ?? "")?.[1];
      const inPool = addr_info?.some(({ local }) => local && cidrContains(pool, local)) ?? false;
      return network !== undefined && !known.has(network) && inPool;
    })
    .flatMap(({ ifname }) => ifname ?? []);
}
