import type Docker from "dockerode";
import { isAlive, ownIdentity } from "../../lib/process/identity.ts";

const instanceLabel = "composelab.instance";
const ownerLabel = "composelab.owner";
const check = "composelab.check=egress";

/** A try takes seconds: what is older is nobody's, whoever made it. */
const oldestMilliseconds = 120_000;

/** By these a check's containers and networks are found again, and whose they are. */
export function egressLabels(instance: string, owner = ownIdentity()): Record<string, string> {
  const [name = "", value = ""] = check.split("=");
  return { [instanceLabel]: instance, [ownerLabel]: owner, [name]: value };
}

/**
 * Removes what checks of this installation left whose process was killed on the way, or that could not clean up.
 *
 * @returns how many containers and networks were removed
 */
export async function removeEgressLeftovers(docker: Docker, instance: string): Promise<number> {
  const filters = { label: [`${instanceLabel}=${instance}`, check] };
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ]);
  const left = containers.filter(({ Created, Labels }) => isLeft(Created * 1000, Labels));
  for (const { Id } of left) await unlessGone(docker.getContainer(Id).remove({ force: true }));
  const empty = networks.filter(({ Created, Labels }) => isLeft(Date.parse(Created), Labels));
  for (const { Id } of empty) await unlessGone(docker.getNetwork(Id).remove());
  return left.length + empty.length;
}

function isLeft(created: number, labels: Record<string, string> | undefined): boolean {
  return Date.now() - created > oldestMilliseconds || !isAlive(labels?.[ownerLabel] ?? "");
}

/** Somebody else may be removing it, too. */
async function unlessGone(removal: Promise<unknown>): Promise<void> {
  await removal.catch((error: { statusCode?: number }) => {
    if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
  });
}
