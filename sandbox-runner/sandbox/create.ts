import type { WorkspaceFile } from "../../lib/compose/types.ts";
import type { RunnerContext } from "../context.ts";
import { defaultLimits, type SandboxLimits } from "../gate/objects/limits.ts";
import { createClaim } from "./claim.ts";
import { newSandboxId, type SandboxIdentity, type SandboxKind } from "./labels.ts";
import { openSandbox } from "./open.ts";
import { toolboxName } from "./paths.ts";
import { preparePlace } from "./place.ts";
import { fitsReady } from "./ready-places.ts";
import { removeSandboxObjects } from "./remove.ts";
import type { Sandbox } from "./sandbox.ts";
import { createToolbox } from "./toolbox.ts";
import { writeWorkspace } from "./workspace.ts";

export type CreateSandboxOptions = {
  /** Given where something about it is written down before it is made. */
  id?: string;
  kind: SandboxKind;
  files: WorkspaceFile[];
  /** After this the reaper removes it, whatever its state. */
  lifetimeSeconds: number;
  limits?: Partial<SandboxLimits>;
  signal?: AbortSignal;
};

/**
 * Makes a sandbox and fills its workspace, from a ready place where there is one. When something fails on the way, what
 * was made is removed again.
 */
export async function createSandbox(context: RunnerContext, options: CreateSandboxOptions): Promise<Sandbox> {
  return context.ready.yieldTo(() => create(context, options));
}

async function create(context: RunnerContext, options: CreateSandboxOptions): Promise<Sandbox> {
  const limits = { ...defaultLimits, ...options.limits };
  const place = await context.ready.take(fitsReady(limits), options.id);
  const identity: SandboxIdentity = {
    id: place?.id ?? options.id ?? newSandboxId(),
    instance: context.settings.instance,
    owner: context.owner,
    kind: options.kind,
    expires: Math.floor(Date.now() / 1000) + options.lifetimeSeconds,
  };
  const { id } = identity;
  context.inUse.add(id);
  let opening: Promise<Sandbox> | undefined;
  let filling: Promise<void> | undefined;
  try {
    options.signal?.throwIfAborted();
    const { cgroupParent } = place ?? (await preparePlace(context, identity, limits));
    opening = openSandbox(context, identity, { limits, cgroupParent });
    const standing = place ? createClaim(context, identity) : createToolbox(context, identity, cgroupParent);
    filling = standing.then(() => writeWorkspace(context.engine.docker, toolboxName(id), options.files));
    const [sandbox] = await Promise.all([opening, filling]);
    options.signal?.throwIfAborted();
    // From here on an interactive one is held by its label alone: the next process goes on with it.
    if (options.kind === "interactive") context.inUse.delete(id);
    return sandbox;
  } catch (error) {
    // What is still being made would be left over.
    await Promise.allSettled([filling, opening?.then((sandbox) => sandbox.close())]);
    await removeSandboxObjects(context, id).catch((failure) =>
      context.log.warn({ error: failure, sandbox: id }, "could not clean up a half-made sandbox"),
    );
    context.inUse.delete(id);
    throw error;
  }
}
