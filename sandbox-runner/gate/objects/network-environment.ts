import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { contains } from "./subnet-pool.ts";

/**
 * How a container that has a network of its own looks out of it.
 *
 * Names: the engine asks the machine's own resolver, from the machine's own network, for every name that it
 * does not know, which would be a way out of the lab. Asked inside the container instead, where nobody
 * answers, it says at once that the name is unknown. Resolvers of the student's own, inside the lab, are kept.
 *
 * Ping: without raw sockets it needs the kernel's ping sockets, which are closed in a remapped user namespace.
 */
export function decideNetworkEnvironment(mode: string, resolvers: string[], sandbox: GateSandbox): Json {
  if (mode === "none") return {};
  if (mode.startsWith("container:")) return resolvers.length > 0 ? { Dns: resolvers } : {};
  const inLab = resolvers.filter((address) => contains(sandbox.subnets.cidr, `${address}/32`));
  return {
    Dns: inLab.length > 0 ? inLab : ["127.0.0.1"],
    // Another runtime has network stacks of its own and may not know this setting.
    ...(sandbox.runtime === undefined && { Sysctls: { "net.ipv4.ping_group_range": "0 65535" } }),
  };
}
