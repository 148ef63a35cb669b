import { randomInt } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import type Docker from "dockerode";
import type { Settings } from "../../lib/config/settings.ts";
import { type Message, message } from "../../lib/i18n/message.ts";
import { openOutside } from "../sandbox/outside.ts";
import { parseCidr } from "./cidr.ts";
import type { Engine } from "./engine-state.ts";

export type EgressCheck = { passed: boolean; problems: Message[] };

/** Addresses that no lab container may reach: the clouds' metadata service, and one on the internet. */
const forbidden = ["169.254.169.254:80", "192.0.2.1:80"];

/**
 * Tries for real, from a container on a network of the lab's pool: the outside responder must answer, and a
 * service of the host, the metadata address and the internet must not. The first part keeps the others from
 * passing only because the container reaches nothing at all.
 *
 * @param image an image on the engine with bash, such as the toolbox.
 */
export async function checkEgress(engine: Engine, settings: Settings, image: string): Promise<EgressCheck> {
  const outside = await openOutside(engine.bridgeAddress);
  const service = await listenOn(engine.bridgeAddress);
  const hostService = `${engine.bridgeAddress}:${(service.address() as AddressInfo).port}`;
  const responder = `${outside.host}:${outside.port}`;
  try {
    const reached = await tryFromLab(engine, settings, image, [responder, hostService, ...forbidden]);
    const problems: Message[] = [];
    if (!reached.includes(responder))
      problems.push(message("engine.egress-no-responder", { address: responder }));
    for (const address of [hostService, ...forbidden]) {
      if (reached.includes(address)) problems.push(message("engine.egress-leak", { address }));
    }
    return { passed: problems.length === 0, problems };
  } finally {
    service.close();
    await outside.close();
  }
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

/** Which of the addresses a container on a fresh lab network connects to. */
async function tryFromLab(
  { docker }: Engine,
  settings: Settings,
  image: string,
  addresses: string[],
): Promise<string[]> {
  const labels = { "composelab.instance": settings.instance, "composelab.check": "egress" };
  await removeLeftovers(docker, settings.instance);
  const network = await createLabNetwork(docker, settings, labels);
  const attempt =
    // biome-ignore lint/suspicious/noTemplateCurlyInString: these are the shell's
    'for a in "$@"; do timeout 2 bash -c "exec 3<>/dev/tcp/${a%:*}/${a#*:}" 2>/dev/null && echo "$a"; done';
  try {
    const container = await docker.createContainer({
      Image: image,
      Entrypoint: ["bash", "-c", attempt, "bash", ...addresses],
      Cmd: [],
      Labels: labels,
      Tty: true,
      HostConfig: { NetworkMode: network.id, CapDrop: ["ALL"], Memory: 64 * 1024 * 1024, PidsLimit: 32 },
    });
    try {
      await container.start();
      await container.wait();
      const output = await container.logs({ stdout: true, stderr: true });
      return output.toString("utf8").split(/\r?\n/).filter(Boolean);
    } finally {
      await container.remove({ force: true });
    }
  } finally {
    await network.remove();
  }
}

/** What a check that was killed left behind: an attempt takes seconds, so anything older is nobody's. */
async function removeLeftovers(docker: Docker, instance: string): Promise<void> {
  const filters = { label: [`composelab.instance=${instance}`, "composelab.check=egress"] };
  const isOld = (created: number) => Date.now() - created > 120_000;
  for (const container of await docker.listContainers({ all: true, filters })) {
    if (isOld(container.Created * 1000)) await docker.getContainer(container.Id).remove({ force: true });
  }
  for (const network of await docker.listNetworks({ filters })) {
    if (isOld(Date.parse(network.Created))) await docker.getNetwork(network.Id).remove();
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
