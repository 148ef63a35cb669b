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
 * Removes the bridges of lab networks that an engine which is gone left on this host. Their routes would lead
 * the host into nothing whenever a new network is given the same subnet.
 */
export async function removeStaleBridges({ docker }: Engine, settings: Settings): Promise<void> {
  const shown = await runCommand(["ip", "-4", "-json", "address", "show", "type", "bridge"]);
  const known = new Set((await docker.listNetworks()).map(({ Id }) => Id.slice(0, 12)));
  for (const name of staleBridges(bridgesSchema.parse(JSON.parse(shown || "[]")), known, settings.subnets))
    await tryCommand(["ip", "link", "delete", name, "type", "bridge"]);
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
