import { randomInt } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { networkInterfaces } from "node:os";
import type Docker from "dockerode";
import type { Settings } from "../../lib/config/settings.ts";
import { type Message, message } from "../../lib/i18n/message.ts";
import { openOutside } from "../sandbox/outside.ts";
import { parseCidr } from "./cidr.ts";
import { egressLabels, removeEgressLeftovers } from "./egress-leftovers.ts";
import type { Engine } from "./engine-state.ts";

export type EgressCheck = { passed: boolean; problems: Message[] };

/** Addresses that no lab container may reach: the clouds' metadata service, and one on the internet. */
const forbidden = ["169.254.169.254:80", "192.0.2.1:80"];

/**
 * Tries for real, from a container on a network of the lab's pool: the outside responder must answer, and
 * services of the host (on the engine's bridge and on another address), a container on another lab network, the
 * metadata address and the internet must not; and there must be no IPv6 to go around all that. The first part
 * keeps the others from passing only because the container reaches nothing at all.
 *
 * @param image an image on the engine with bash and socat, such as the toolbox.
 */
export async function checkEgress(engine: Engine, settings: Settings, image: string): Promise<EgressCheck> {
  const outside = await openOutside(engine.bridgeAddress);
  const services = await Promise.all([engine.bridgeAddress, ...otherAddresses(engine)].map(listenOn));
  const responder = `${outside.host}:${outside.port}`;
  const lab = { docker: engine.docker, settings, labels: egressLabels(settings.instance), image };
  try {
    await removeEgressLeftovers(engine.docker, settings.instance);
    return await withNeighbour(lab, async (neighbour) => {
      const hosts = services.map((service) => addressOf(service));
      const seen = await tryFromLab(lab, [responder, ...hosts, neighbour, ...forbidden]);
      const problems: Message[] = [];
      if (!seen.includes(responder))
        problems.push(message("engine.egress-no-responder", { address: responder }));
      for (const address of [...hosts, ...forbidden]) {
        if (seen.includes(address)) problems.push(message("engine.egress-leak", { address }));
      }
      if (seen.includes(neighbour)) problems.push(message("engine.egress-host-leak", { address: neighbour }));
      if (seen.includes(ipv6Mark)) problems.push(message("engine.egress-ipv6"));
      return { passed: problems.length === 0, problems };
    });
  } finally {
    for (const service of services) service.close();
    await outside.close();
  }
}

/** What the container says when it has an address of IPv6 other than its loopback's. */
const ipv6Mark = "ipv6";
const neighbourPort = 8000;

/** One more address of this host, where it has one: its services may listen on all of them. */
function otherAddresses({ bridgeAddress }: Engine): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const others = all.filter(
    ({ family, internal, address }) => family === "IPv4" && !internal && address !== bridgeAddress,
  );
  return others.slice(0, 1).map(({ address }) => address);
}

function addressOf(server: Server): string {
  const { address, port } = server.address() as AddressInfo;
  return `${address}:${port}`;
}

async function listenOn(host: string): Promise<Server> {
  const server = createServer((socket) => {
    // The container ends at its own time; how is of no interest.
    socket.on("error", () => undefined);
    socket.end("reached\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, host, resolve);
  });
  return server;
}

type Lab = { docker: Docker; settings: Settings; labels: Record<string, string>; image: string };

/** Runs `work` while a container on a lab network of its own listens; its address is given. */
async function withNeighbour<T>(lab: Lab, work: (address: string) => Promise<T>): Promise<T> {
  const listener = `TCP-LISTEN:${neighbourPort},fork,reuseaddr`;
  return withContainer(lab, ["socat", listener, "SYSTEM:echo reached"], async (container, network) => {
    const { NetworkSettings } = await container.inspect();
    const address = Object.values(NetworkSettings.Networks).find(({ NetworkID }) => NetworkID === network.id);
    return work(`${address?.IPAddress}:${neighbourPort}`);
  });
}

/** Which of the addresses a container on a fresh lab network connects to. */
async function tryFromLab(lab: Lab, addresses: string[]): Promise<string[]> {
  const attempt = [
    `grep -qv ' lo$' /proc/net/if_inet6 2>/dev/null && echo ${ipv6Mark}`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: these are the shell's
    'for a in "$@"; do timeout 2 bash -c "exec 3<>/dev/tcp/${a%:*}/${a#*:}" 2>/dev/null && echo "$a"; done',
  ].join("; ");
  return withContainer(lab, ["bash", "-c", attempt, "bash", ...addresses], async (container) => {
    await container.wait();
    const output = await container.logs({ stdout: true, stderr: true });
    return output.toString("utf8").split(/\r?\n/).filter(Boolean);
  });
}

async function withContainer<T>(
  { docker, settings, labels, image }: Lab,
  command: string[],
  work: (container: Docker.Container, network: Docker.Network) => Promise<T>,
): Promise<T> {
  const network = await createLabNetwork(docker, settings, labels);
  try {
    const container = await docker.createContainer({
      Image: image,
      Entrypoint: command,
      Cmd: [],
      Labels: labels,
      Tty: true,
      HostConfig: { NetworkMode: network.id, CapDrop: ["ALL"], Memory: 64 * 1024 * 1024, PidsLimit: 32 },
    });
    try {
      await container.start();
      return await work(container, network);
    } finally {
      await container.remove({ force: true });
    }
  } finally {
    await network.remove();
  }
}

/** A network on a free /28 of the pool; taken ones are refused by the engine and another is tried. */
async function createLabNetwork(
  docker: Docker,
  settings: Settings,
  labels: Record<string, string>,
): Promise<Docker.Network> {
  const pool = parseCidr(settings.subnets);
  if (!pool) throw new Error(`${settings.subnets} is not a range`);
  const blocks = Math.floor((pool.last - pool.first + 1) / 16);
  let refusal: unknown;
  for (let tries = 0; tries < 20; tries++) {
    const start = pool.first + randomInt(blocks) * 16;
    const subnet = `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join(".")}/28`;
    try {
      const name = `composelab-check-${process.pid}-${randomInt(1_000_000)}`;
      return await docker.createNetwork({
        Name: name,
        Labels: labels,
        IPAM: { Config: [{ Subnet: subnet }] },
      });
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}
