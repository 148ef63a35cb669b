import type { RunnerContext } from "../context.ts";
import { identityLabels, type SandboxIdentity, withRole } from "./labels.ts";
import { claimVolumeName } from "./paths.ts";

/**
 * Says whose a sandbox is that was made before anybody asked for it: a volume that nothing mounts, because labels are
 * what outlives this process, and those of the toolbox and the workspace cannot change any more.
 */
export async function createClaim(
  context: Pick<RunnerContext, "engine">,
  identity: SandboxIdentity,
): Promise<void> {
  const Labels = withRole(identityLabels(identity), "claim");
  await context.engine.docker.createVolume({ Name: claimVolumeName(identity.id), Labels });
}

/**
 * Makes the claims anew that somebody removed who may: the operator's own `docker volume prune --all` takes whatever
 * nothing mounts. Without its claim the next process would take a sandbox for one that nobody has.
 *
 * @param found what the engine's labels say
 */
export async function renewClaims(
  context: Pick<RunnerContext, "engine" | "served">,
  found: ReadonlyMap<string, SandboxIdentity>,
): Promise<void> {
  for (const [id, { identity }] of context.served) {
    if (found.get(id)?.kind !== "ready") continue;
    await createClaim(context, identity);
    // Removed meanwhile: what claims it would stay behind.
    if (!context.served.has(id)) await context.engine.docker.getVolume(claimVolumeName(id)).remove();
  }
}
