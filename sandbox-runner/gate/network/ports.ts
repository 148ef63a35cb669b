import { randomBytes } from "node:crypto";
import net from "node:net";
import { addressesOf, type PublishedPort } from "../objects/published-ports.ts";

/** Where the engine takes ports from when a container asks for any. */
const ephemeral = { first: 32768, last: 60999 };
const dialTimeoutMs = 10_000;

export type PortsListener = (published: number[]) => void | Promise<void>;

/** A port that somebody else holds, and at which address. */
export type PortConflict = { wanted: PublishedPort; holder: string; hostIp: string };

/**
 * The ports of the sandbox's virtual host: which container holds which. In memory only; what a container
 * asked for is in its labels, so the table can be filled again from the running containers.
 */
export class PortTable {
  readonly #bound = new Map<string, PublishedPort[]>();
  readonly #listeners: PortsListener[] = [];
  readonly #addressOf: (containerId: string) => Promise<string | undefined>;

  /** @param addressOf the container's address on a network that the runner reaches */
  constructor(addressOf: (containerId: string) => Promise<string | undefined>) {
    this.#addressOf = addressOf;
  }

  /** What the container holds now. */
  of(containerId: string): PublishedPort[] {
    return this.#bound.get(containerId) ?? [];
  }

  get holders(): string[] {
    return [...this.#bound.keys()];
  }

  /** The TCP ports that answer on the virtual host. */
  published(): number[] {
    const ports = [...this.#bound.values()].flat().filter(({ protocol }) => protocol === "tcp");
    return [...new Set(ports.map(({ hostPort }) => hostPort))].sort((a, b) => a - b);
  }

  /** Calls the listener after every change, and at once when ports are published already. */
  onChange(listener: PortsListener): void {
    this.#listeners.push(listener);
    if (this.#bound.size > 0) void this.#tell([listener]);
  }

  /**
   * Takes all the ports or none of them.
   *
   * @param preferred for the ports that leave the choice to us, in their order
   * @returns the first conflict, or undefined when the container holds its ports
   */
  bind(containerId: string, wanted: PublishedPort[], preferred: number[]): PortConflict | undefined {
    const others = [...this.#bound].filter(([id]) => id !== containerId);
    const taken = others.flatMap(([holder, ports]) => ports.map((port) => ({ holder, port })));
    const result: PublishedPort[] = [];
    const preferences = [...preferred];
    for (const port of wanted) {
      const held = [...taken.map((each) => each.port), ...result];
      const mine = choose(port, port.hostPort === 0 ? preferences.shift() : undefined, held);
      const conflict = taken.find((each) => clash(each.port, mine));
      if (conflict) {
        const hostIp = contested(conflict.port, mine);
        return { wanted: mine, holder: conflict.holder, hostIp };
      }
      const twice = result.find((each) => clash(each, mine));
      if (twice) return { wanted: mine, holder: containerId, hostIp: contested(twice, mine) };
      result.push(mine);
    }
    if (result.length > 0) this.#bound.set(containerId, result);
    else this.#bound.delete(containerId);
    return undefined;
  }

  release(containerId: string): boolean {
    return this.#bound.delete(containerId);
  }

  /** Tells the listeners, and resolves when they have dealt with it. */
  async announce(): Promise<void> {
    await this.#tell(this.#listeners);
  }

  /** A listener that fails keeps nobody's container from starting. */
  async #tell(listeners: PortsListener[]): Promise<void> {
    const published = this.published();
    await Promise.allSettled(listeners.map(async (listener) => listener(published)));
  }

  /** Ports for containers to be created that leave the choice to us: the lowest that nobody expects. */
  suggest(count: number, expected: ReadonlySet<number>): number[] {
    const held = new Set([...this.#bound.values()].flat().map(({ hostPort }) => hostPort));
    const free: number[] = [];
    for (let port = ephemeral.first; port <= ephemeral.last && free.length < count; port += 1) {
      if (!held.has(port) && !expected.has(port)) free.push(port);
    }
    return free;
  }

  /**
   * Connects to what is published at a port of the virtual host.
   *
   * Addresses are used again: an attempt that waits may be answered by the address's next owner, who may be of
   * another sandbox. So whose it is is asked once more when the connection stands.
   *
   * @throws Error with code ECONNREFUSED when nothing is
   */
  async dial(port: number): Promise<net.Socket> {
    const { id, binding } = this.#boundTo(port);
    const address = await this.#addressOf(id);
    if (!address) throw connectionRefused(port);
    const socket = await connect(address, binding.containerPort);
    socket.once("error", () => socket.destroy());
    const stillThere = (await this.#addressOf(id).catch(() => undefined)) === address;
    if (stillThere && !socket.destroyed) return socket;
    socket.destroy();
    throw connectionRefused(port);
  }

  #boundTo(port: number): { id: string; binding: PublishedPort } {
    for (const [id, ports] of this.#bound) {
      const binding = ports.find((each) => each.protocol === "tcp" && each.hostPort === port);
      if (binding) return { id, binding };
    }
    throw connectionRefused(port);
  }
}

/** The port itself where it is fixed; else the preferred or first free one, or the first of a full range. */
function choose(port: PublishedPort, preferred: number | undefined, held: PublishedPort[]): PublishedPort {
  const { containerPort, protocol, hostIp } = port;
  const free = (hostPort: number) => !held.some((each) => clash(each, { ...port, hostPort }));
  const range =
    port.hostPort === 0 ? ephemeral : { first: port.hostPort, last: port.lastHostPort ?? port.hostPort };
  if (preferred !== undefined && free(preferred))
    return { containerPort, protocol, hostIp, hostPort: preferred };
  let hostPort = range.first;
  while (hostPort <= range.last && !free(hostPort)) hostPort += 1;
  return { containerPort, protocol, hostIp, hostPort: hostPort > range.last ? range.first : hostPort };
}

/** An address of all interfaces collides with every address of its family. */
function clash(a: PublishedPort, b: PublishedPort): boolean {
  if (a.protocol !== b.protocol || a.hostPort !== b.hostPort) return false;
  return addressesOf(a).some((one) => addressesOf(b).some((other) => collide(one, other)));
}

function collide(one: string, other: string): boolean {
  if (one.includes(":") !== other.includes(":")) return false;
  return one === other || isWildcard(one) || isWildcard(other);
}

function isWildcard(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}

/** The holder's address that is in the way, by which the engine names a conflict. */
function contested(held: PublishedPort, wanted: PublishedPort): string {
  const own = addressesOf(wanted);
  return addressesOf(held).find((address) => own.some((other) => collide(address, other))) ?? held.hostIp;
}

/**
 * What the engine says when it starts a container whose port is taken.
 * @param reason `Bind for 0.0.0.0:80 failed: port is already allocated`
 */
export function portConflictSentence(containerName: string, reason: string): string {
  const endpoint = randomBytes(32).toString("hex");
  const driver = `driver failed programming external connectivity on endpoint ${containerName} (${endpoint})`;
  return `failed to set up container networking: ${driver}: ${reason}`;
}

function connectionRefused(port: number): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException = new Error(
    `connect ECONNREFUSED: nothing is published at port ${port}`,
  );
  error.code = "ECONNREFUSED";
  return error;
}

async function connect(host: string, port: number): Promise<net.Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<net.Socket>();
  const socket = net.connect({ host, port, allowHalfOpen: true, timeout: dialTimeoutMs });
  const silent = Object.assign(new Error(`no answer from ${host}:${port}`), { code: "ETIMEDOUT" });
  socket.once("timeout", () => socket.destroy(silent));
  socket.once("error", reject);
  socket.once("connect", () => {
    socket.setTimeout(0);
    socket.off("error", reject);
    resolve(socket);
  });
  return promise;
}
