import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isAlive } from "../../lib/process/identity.ts";
import type { RunnerContext } from "../context.ts";
import { listCgroups } from "./cgroup.ts";
import { renewClaims } from "./claim.ts";
import { identitiesOf, label, type SandboxIdentity } from "./labels.ts";
import { removeSandboxObjects } from "./remove.ts";

/**
 * Removes the sandboxes of this installation that nobody needs any more: expired ones, and those for grading, or
 * ready for anybody, whose process is gone or has given them up because its engine was lost. Works by the engine's
 * labels alone, so it also cleans up after a crash. Returns the ids it removed.
 */
export async function reap(context: RunnerContext, now: Date = new Date()): Promise<string[]> {
  // The host is read first: a sandbox being made has its volume on the engine before anything here.
  const onHost = await sandboxesOnHost(context);
  const identities = await sandboxesOnEngine(context);
  const due = [...identities.values()]
    .filter((identity) => isDue(context, identity, now))
    .map((identity) => identity.id);
  await renewClaims(context, identities).catch((error) =>
    context.log.warn({ error }, "could not say anew whose a sandbox is; it is tried again"),
  );
  const remains = onHost.filter((id) => !identities.has(id));
  const removed: string[] = [];
  for (const id of [...due, ...remains]) {
    try {
      await removeSandboxObjects(context, id);
      removed.push(id);
    } catch (error) {
      context.log.warn({ error, sandbox: id }, "could not remove a sandbox; it is tried again");
    }
  }
  if (removed.length > 0) context.log.info({ sandboxes: removed }, "removed sandboxes that nobody needs");
  return removed;
}

function isDue(context: RunnerContext, { id, kind, owner, expires }: SandboxIdentity, now: Date): boolean {
  if (expires * 1000 < now.getTime()) return true;
  // What was ready and is now served got its claim after the engine was asked, or lost it.
  if (kind === "interactive" || context.served.has(id)) return false;
  return owner === context.owner ? !context.inUse.has(id) : !isAlive(owner);
}

/** All sandboxes of this installation, from any object that is left of them. */
export async function sandboxesOnEngine(
  context: Pick<RunnerContext, "engine" | "settings">,
): Promise<Map<string, SandboxIdentity>> {
  const { docker } = context.engine;
  const filters = { label: [`${label.instance}=${context.settings.instance}`, label.sandbox] };
  const [containers, networks, volumes, images] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
    docker.listImages({ all: true, filters }),
  ]);
  return identitiesOf([...containers, ...networks, ...(volumes.Volumes ?? []), ...images]);
}

/** The sandboxes that have a directory or a cgroup on this host. */
async function sandboxesOnHost({ settings }: RunnerContext): Promise<string[]> {
  const directories = await readdir(join(settings.dataDirectory, "run", "sandboxes")).catch(() => []);
  return [...new Set([...directories, ...(await listCgroups(settings.instance))])];
}
