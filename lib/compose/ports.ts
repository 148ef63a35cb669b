/** Inclusive. */
type PortRange = { from: number; to: number };

/** A published port after Compose's short syntax `[[HOST_IP:]HOST:]CONTAINER[/PROTOCOL]`. */
export type PortMapping = {
  hostIp?: string;
  /** Absent when the engine chooses a free port. */
  host?: PortRange;
  container: PortRange;
  protocol: string;
};

/** Why a port cannot be read; the names are those of the texts in the `compose` catalogue. */
type PortProblem = {
  problem:
    | "port-not-a-number"
    | "port-out-of-range"
    | "port-range-backwards"
    | "port-ranges-differ"
    | "port-protocol"
    | "port-host-ip"
    | "port-no-container"
    | "port-spaces";
  part: string;
};

export function parsePort(text: string): PortMapping | PortProblem {
  if (/\s/.test(text)) return { problem: "port-spaces", part: text.replaceAll(/\s/g, "") };
  const slash = text.lastIndexOf("/");
  const protocol = slash === -1 ? "tcp" : text.slice(slash + 1).toLowerCase();
  if (!["tcp", "udp", "sctp"].includes(protocol)) return { problem: "port-protocol", part: protocol };
  const { hostIp, host, container } = splitPort(slash === -1 ? text : text.slice(0, slash));
  if (!container) return { problem: "port-no-container", part: text };
  if (hostIp && !isIpAddress(hostIp)) return { problem: "port-host-ip", part: hostIp };
  const inside = parseRange(container);
  if ("problem" in inside) return inside;
  if (inside.from === 0) return { problem: "port-no-container", part: text };
  const ip = hostIp ? { hostIp: hostIp.replaceAll(/[[\]]/g, "") } : {};
  if (!host) return { ...ip, container: inside, protocol };
  const outside = parseRange(host);
  if ("problem" in outside) return outside;
  const width = inside.to - inside.from;
  // A range of host ports for one container port means: any free one of these.
  if (width !== outside.to - outside.from && width !== 0)
    return { problem: "port-ranges-differ", part: text };
  return { ...ip, host: outside, container: inside, protocol };
}

function splitPort(text: string): { hostIp: string; host: string; container: string } {
  const lastColon = text.lastIndexOf(":");
  if (lastColon === -1) return { hostIp: "", host: "", container: text };
  const container = text.slice(lastColon + 1);
  const before = text.slice(0, lastColon);
  const ipColon = before.lastIndexOf(":");
  if (ipColon === -1) {
    const isAddress = before.includes(".");
    return { hostIp: isAddress ? before : "", host: isAddress ? "" : before, container };
  }
  return { hostIp: before.slice(0, ipColon), host: before.slice(ipColon + 1), container };
}

function parseRange(text: string): PortRange | PortProblem {
  const found = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (!found) return { problem: "port-not-a-number", part: text };
  const from = Number(found[1]);
  const to = Number(found[2] ?? found[1]);
  if (from > 65535 || to > 65535) return { problem: "port-out-of-range", part: text };
  if (to < from) return { problem: "port-range-backwards", part: text };
  return { from, to };
}

function isIpAddress(text: string): boolean {
  const bare = text.replace(/^\[(.*)\]$/, "$1");
  const parts = bare.split(".");
  if (parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return true;
  return bare.split(":").length > 2 && /^[0-9a-f:.]+(%\w+)?$/i.test(bare);
}

/** Two host ports that cannot both be bound: same protocol, an overlap, and addresses that meet. */
export function collide(one: PortMapping, other: PortMapping): boolean {
  if (!one.host || !other.host || one.protocol !== other.protocol) return false;
  if (isChoice(one) || isChoice(other)) return false;
  if (one.host.from > other.host.to || other.host.from > one.host.to) return false;
  return isEverywhere(one) || isEverywhere(other) || one.hostIp === other.hostIp;
}

/** A range of host ports for one container port: the engine takes a free one. Port 0 likewise. */
export function isChoice(mapping: PortMapping): boolean {
  if (!mapping.host) return true;
  if (mapping.host.from === 0) return true;
  return mapping.host.to > mapping.host.from && mapping.container.to === mapping.container.from;
}

function isEverywhere(mapping: PortMapping): boolean {
  return !mapping.hostIp || mapping.hostIp === "0.0.0.0" || mapping.hostIp === "::";
}
