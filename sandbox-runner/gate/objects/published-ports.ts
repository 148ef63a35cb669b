import { engineError, type Refusal, refuse } from "./refusal.ts";
import { parseAddress } from "./subnet-pool.ts";

/**
 * A port of the sandbox's virtual host that leads to a container. `hostPort` 0 lets the gate choose;
 * with `lastHostPort` it chooses the first free one of a range. `hostIp` is empty when not given, which
 * stands for all addresses of both families.
 */
export type PublishedPort = {
  containerPort: number;
  protocol: "tcp" | "udp";
  hostIp: string;
  hostPort: number;
  lastHostPort?: number;
};

const mostPorts = 32;

type Bindings = Record<string, { HostIp?: string; HostPort?: string }[]>;

/** Reads `HostConfig.PortBindings`; nothing of it goes to the engine, for host ports are the gate's own. */
export function readPublishedPorts(bindings: Bindings): PublishedPort[] {
  const ports: PublishedPort[] = [];
  for (const [key, targets] of Object.entries(bindings)) {
    const { containerPort, protocol } = readContainerPort(key);
    for (const target of targets) {
      const host = readHostPort(target.HostPort ?? "");
      ports.push({ containerPort, protocol, hostIp: readHostAddress(target.HostIp ?? ""), ...host });
    }
  }
  return ports;
}

/** `80/tcp`, or `80` for tcp. */
export function readContainerPort(key: string): { containerPort: number; protocol: "tcp" | "udp" } {
  const match = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/i.exec(key);
  const containerPort = Number(match?.[1]);
  if (!match || containerPort < 1 || containerPort > 65_535) {
    throw engineError(400, `invalid port specification: "${key.slice(0, 64)}"`);
  }
  const protocol = match[2]?.toLowerCase() ?? "tcp";
  if (protocol !== "tcp" && protocol !== "udp") throw refuse("port-protocol", { port: key });
  return { containerPort, protocol };
}

function readHostPort(text: string): { hostPort: number; lastHostPort?: number } {
  if (text === "") return { hostPort: 0 };
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  const first = Number(match?.[1]);
  const last = match?.[2] === undefined ? first : Number(match[2]);
  if (!match || last > 65_535 || last < first)
    throw engineError(400, `invalid port specification: "${text.slice(0, 64)}"`);
  return last === first ? { hostPort: first } : { hostPort: first, lastHostPort: last };
}

function readHostAddress(text: string): string {
  if (text === "" || text === "::" || text === "::1") return text;
  if (text === "[::]" || text === "[::1]") return text.slice(1, -1);
  if (text === "localhost") return "127.0.0.1";
  const address = parseAddress(text);
  if (address === undefined || (address !== 0 && address >>> 24 !== 127))
    throw refuse("host-ip", { address: text });
  return text;
}

const portsLabel = "composelab.ports";

/** The label that lets a restarted runner publish the same ports again. */
export function portsLabels(ports: PublishedPort[]): Record<string, string> {
  // Each is a socket of the runner's and a process in the toolbox.
  if (ports.length > mostPorts) throw refuse("too-many", { field: "PortBindings", most: mostPorts }, 400);
  const items = ports.map((port) => {
    const host = port.lastHostPort === undefined ? port.hostPort : `${port.hostPort}-${port.lastHostPort}`;
    return `${port.hostIp}:${host}:${port.containerPort}/${port.protocol}`;
  });
  return { [portsLabel]: items.join(" ") };
}

/** What a container's labels say was asked for. */
export function publishedPortsOf(labels: Record<string, string>): PublishedPort[] {
  const items = (labels[portsLabel] ?? "").split(" ").filter((item) => item !== "");
  return items.flatMap((item) => {
    const [, hostIp = "", host = "", key = ""] = /^(.*):([^:]*):([^:]*)$/.exec(item) ?? [];
    return readPublishedPorts({ [key]: [{ HostIp: hostIp, HostPort: host === "0" ? "" : host }] });
  });
}

/** The addresses at which a port answers, as the engine lists them. */
export function addressesOf({ hostIp }: Pick<PublishedPort, "hostIp">): string[] {
  return hostIp === "" ? ["0.0.0.0", "::"] : [hostIp];
}

/** The end of the engine's sentence for a host port that another container has. */
export function portAllocated(hostIp: string, hostPort: number): Refusal {
  return engineError(500, `Bind for ${hostIp}:${hostPort} failed: port is already allocated`);
}
