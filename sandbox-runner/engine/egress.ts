import type { Settings } from "../../lib/config/settings.ts";
import { type Message, message } from "../../lib/i18n/message.ts";
import { outsidePorts } from "../sandbox/outside.ts";
import { type EgressChain, egressChains, isComplete } from "./egress-rules.ts";
import type { Engine } from "./engine-state.ts";
import { findProgram, isOwnAddress } from "./host.ts";
import { programDirectory, readInstalled } from "./packages.ts";
import { runCommand, tryCommand } from "./run-command.ts";

/** Whether the rules that keep lab networks from everything else are in force. */
export type EgressState = { state: "enforced"; chains: string[] } | { state: "open"; reason: Message };

/** Looks whether the rules are in force; changes nothing. */
export async function egressState(engine: Engine, settings: Settings): Promise<EgressState> {
  const firewall = await openFirewall(engine, settings);
  if ("reason" in firewall) return { state: "open", reason: firewall.reason };
  for (const chain of firewall.chains) {
    if (await inForce(firewall.program, chain)) continue;
    return { state: "open", reason: message("engine.egress-missing", { chain: chain.name }) };
  }
  return { state: "enforced", chains: firewall.chains.map((chain) => chain.name) };
}

/**
 * Puts the rules in force, unless they are. On an engine whose packets do not pass through this host's
 * firewall (Docker Desktop, rootless, no root here) that is not possible: the state says so.
 */
export async function ensureEgress(engine: Engine, settings: Settings): Promise<EgressState> {
  const firewall = await openFirewall(engine, settings);
  if ("reason" in firewall) return { state: "open", reason: firewall.reason };
  for (const chain of firewall.chains) {
    if (await inForce(firewall.program, chain)) continue;
    try {
      await install(firewall.program, chain);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { state: "open", reason: message("engine.egress-failed", { detail }) };
    }
  }
  return egressState(engine, settings);
}

/** Takes the rules of this installation's pool away. */
export async function removeEgress(engine: Engine, settings: Settings): Promise<void> {
  const firewall = await openFirewall(engine, settings);
  if ("reason" in firewall) return;
  for (const chain of firewall.chains) await remove(firewall.program, chain);
}

type Firewall = { program: string; chains: EgressChain[] } | { reason: Message };

async function openFirewall(engine: Engine, settings: Settings): Promise<Firewall> {
  if (!(await isOwnAddress(engine.bridgeAddress))) return { reason: message("engine.egress-elsewhere") };
  if (process.getuid?.() !== 0) return { reason: message("engine.egress-needs-root") };
  const program = await iptablesOf(engine, settings);
  if (!program) return { reason: message("engine.egress-no-iptables") };
  const user = await tryCommand([program, "-w", "10", "-S", "DOCKER-USER"]);
  const outside = { host: engine.bridgeAddress, ports: outsidePorts };
  const from = user.exitCode === 0 ? "DOCKER-USER" : "FORWARD";
  return { program, chains: egressChains({ pool: settings.subnets, outside }, from) };
}

/** The private engine's iptables, or the host's own beside an existing engine: both must speak to one firewall. */
async function iptablesOf(engine: Engine, settings: Settings): Promise<string | undefined> {
  if (engine.mode === "existing") return findProgram("iptables");
  const installed = await readInstalled(settings.engineDirectory);
  return installed && findProgram("iptables", programDirectory(installed));
}

async function inForce(program: string, chain: EgressChain): Promise<boolean> {
  const listing = await tryCommand([program, "-w", "10", "-S", chain.name]);
  if (listing.exitCode !== 0 || !isComplete(chain, listing.stdout)) return false;
  return (await tryCommand([program, "-w", "10", "-C", chain.from, "-j", chain.name])).exitCode === 0;
}

async function install(program: string, chain: EgressChain): Promise<void> {
  await tryCommand([program, "-w", "10", "-N", chain.name]);
  await runCommand([program, "-w", "10", "-F", chain.name]);
  for (const rule of chain.rules) await runCommand([program, "-w", "10", "-A", chain.name, ...rule]);
  await tryCommand([program, "-w", "10", "-D", chain.from, "-j", chain.name]);
  await runCommand([program, "-w", "10", "-I", chain.from, "1", "-j", chain.name]);
}

async function remove(program: string, chain: EgressChain): Promise<void> {
  await tryCommand([program, "-w", "10", "-D", chain.from, "-j", chain.name]);
  await tryCommand([program, "-w", "10", "-F", chain.name]);
  await tryCommand([program, "-w", "10", "-X", chain.name]);
}
