import { type Message, message } from "../../lib/i18n/message.ts";
import { minimumApiVersion } from "./client.ts";
import type { Host } from "./host.ts";

/**
 * Where the engine's packages come from. Debian's releases up to trixie carry engines that are too old or
 * unfinished for us, so a newer suite of the same mirror is read beside the host's own; Ubuntu backports
 * a current engine into its releases.
 */
export type PackagePlan = {
  /** Suite of the same archive that carries the engine, or undefined for the host's own suites. */
  engineSuite?: string;
  /** Unpacked, never installed. */
  enginePackages: string[];
  /** From the host's own release, with what they need there: programs that must fit its C library. */
  hostPackages: string[];
};

const debianPlan: PackagePlan = {
  engineSuite: "forky",
  enginePackages: ["docker.io", "docker-cli", "docker-compose", "containerd"],
  hostPackages: ["runc", "iptables", "tini"],
};

const ubuntuPlan: PackagePlan = {
  enginePackages: ["docker.io", "docker-compose-v2", "containerd"],
  hostPackages: ["runc", "iptables", "tini"],
};

export type InstallDecision =
  | { possible: true; plan: PackagePlan }
  | { possible: false; reason: Message; remedies: Message[] };

/** Whether this host can have a private engine, and from which packages. */
export function mayInstallPrivateEngine(host: Host): InstallDecision {
  const install = message("engine.remedy-install", { minimum: minimumApiVersion });
  if (host.platform !== "linux") return no("engine.private-needs-linux", [install]);
  const plan = planFor(host.distributions);
  if (!plan || !host.hasApt) return no("engine.private-needs-debian", [install]);
  if (!host.isRoot) return no("engine.private-needs-root", [install, message("engine.remedy-root")]);
  return { possible: true, plan };
}

function planFor(distributions: string[]): PackagePlan | undefined {
  if (distributions.includes("ubuntu")) return ubuntuPlan;
  if (distributions.includes("debian")) return debianPlan;
  return undefined;
}

function no(code: string, remedies: Message[]): InstallDecision {
  return { possible: false, reason: message(code), remedies };
}
