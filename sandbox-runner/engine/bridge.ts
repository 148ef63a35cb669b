import { z } from "zod";
import { cidrContains, cidrsOverlap, parseCidr } from "./cidr.ts";
import { runCommand, tryCommand } from "./run-command.ts";

const addressesSchema = z.array(
  z.object({
    addr_info: z.array(z.object({ local: z.string().optional(), prefixlen: z.number() })).optional(),
  }),
);

const routesSchema = z.array(z.object({ dst: z.string() }));

/**
 * Makes the engine's own default bridge and gives it an address, unless it is there. A second engine with
 * `--bridge none` would delete the first one's docker0, so ours has a bridge of its own.
 *
 * @returns its address in CIDR form.
 */
export async function ensureBridge(name: string, avoid: string[]): Promise<string> {
  const present = await bridgeCidr(name);
  if (present) {
    await runCommand(["ip", "link", "set", name, "up"]);
    return present;
  }
  const free = chooseSubnet([...avoid, ...(await usedSubnets())]);
  await tryCommand(["ip", "link", "add", "name", name, "type", "bridge"]);
  await runCommand(["ip", "address", "add", free, "dev", name]);
  await runCommand(["ip", "link", "set", name, "up"]);
  return free;
}

export async function removeBridge(name: string): Promise<void> {
  await tryCommand(["ip", "link", "delete", name, "type", "bridge"]);
}

async function bridgeCidr(name: string): Promise<string | undefined> {
  const shown = await tryCommand(["ip", "-4", "-json", "address", "show", "dev", name]);
  if (shown.exitCode !== 0) return undefined;
  const info = addressesSchema.parse(JSON.parse(shown.stdout || "[]"))[0]?.addr_info?.[0];
  return info?.local ? `${info.local}/${info.prefixlen}` : undefined;
}

/** Every subnet that this host has an address in or a route to. */
async function usedSubnets(): Promise<string[]> {
  const routes = routesSchema.parse(
    JSON.parse(await runCommand(["ip", "-4", "-json", "route", "show", "table", "all"])),
  );
  return routes.map((route) => route.dst).filter((destination) => parseCidr(destination) !== undefined);
}

/** The host's address in the first free /24 of the candidates. @throws when every candidate is taken. */
export function chooseSubnet(used: string[]): string {
  for (let third = 1; third < 128; third++) {
    const subnet = `10.212.${third}.0/24`;
    if (!used.some((other) => cidrsOverlap(subnet, other))) return `10.212.${third}.1/24`;
  }
  for (let second = 16; second < 32; second++) {
    const subnet = `172.${second}.240.0/24`;
    if (!used.some((other) => cidrsOverlap(subnet, other))) return `172.${second}.240.1/24`;
  }
  throw new Error("no private address range is free for the engine's bridge");
}

/** Pool for networks that name no subnet of their own, beside the bridge and outside the lab's pool. */
export function defaultPool(bridge: string, labPool: string): string {
  const inTen = "10.212.128.0/17";
  if (!cidrsOverlap(inTen, labPool) && !cidrContains(inTen, bridge)) return inTen;
  return "172.30.128.0/17";
}
