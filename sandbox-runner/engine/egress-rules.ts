import { createHash } from "node:crypto";

export type EgressPlan = {
  /** Addresses of lab networks, as a CIDR. */
  pool: string;
  /** Where the outside responder answers: the host's address on the engine's default bridge. */
  outside: { host: string; ports: { from: number; to: number } };
};

export type EgressChain = {
  name: string;
  /** Chain of the engine or the kernel that jumps into ours. */
  from: string;
  /** Arguments after `-A <name>`. */
  rules: string[][];
};

/**
 * What lab containers may reach, as iptables rules. Traffic within the pool goes on to the engine's own
 * rules, which keep networks apart; replies go through; the outside responder answers; everything else is
 * refused at once rather than dropped, so that an attempt fails in a moment and not in a minute.
 *
 * @param forwardFrom chain for what leaves the host: DOCKER-USER, which the engine never rewrites.
 */
export function egressChains(plan: EgressPlan, forwardFrom: string): EgressChain[] {
  const suffix = createHash("sha256").update(plan.pool).digest("hex").slice(0, 8);
  const { host, ports } = plan.outside;
  const established = ["-m", "conntrack", "--ctstate", "ESTABLISHED,RELATED"];
  const refuse = ["-j", "REJECT", "--reject-with", "icmp-admin-prohibited"];
  const responder = ["-s", plan.pool, "-d", host, "-p", "tcp", "--dport", `${ports.from}:${ports.to}`];
  const toHost = [
    ["-s", plan.pool, ...established, "-j", "ACCEPT"],
    [...responder, "-j", "ACCEPT"],
    ["-s", plan.pool, ...refuse],
  ];
  const beyond = [
    ["-s", plan.pool, "-d", plan.pool, "-j", "RETURN"],
    [...established, "-j", "RETURN"],
    ["-s", plan.pool, ...refuse],
    ["-d", plan.pool, ...refuse],
  ];
  return [
    { name: `COMPOSELAB-IN-${suffix}`, from: "INPUT", rules: marked(toHost) },
    { name: `COMPOSELAB-FWD-${suffix}`, from: forwardFrom, rules: marked(beyond) },
  ];
}

/** Every rule carries a mark of the whole set, by which a changed or damaged chain is noticed. */
function marked(rules: string[][]): string[][] {
  const mark = createHash("sha256").update(JSON.stringify(rules)).digest("hex").slice(0, 12);
  return rules.map((rule) => ["-m", "comment", "--comment", `composelab-${mark}`, ...rule]);
}

/** Whether `iptables -S <chain>` shows the chain with exactly these rules. */
export function isComplete(chain: EgressChain, listing: string): boolean {
  const shown = listing.split("\n").filter((line) => line.startsWith(`-A ${chain.name} `));
  const mark = chain.rules[0]?.[3] ?? "";
  return shown.length === chain.rules.length && shown.every((line) => line.includes(`--comment ${mark}`));
}
