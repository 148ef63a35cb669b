import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { WorkspaceFile } from "../../lib/compose/types.ts";
import type { RunnerContext } from "../context.ts";
import { defaultLimits, type SandboxLimits } from "../gate/objects/limits.ts";
import { createCgroup } from "./cgroup.ts";
import { newSandboxId, type SandboxIdentity, type SandboxKind } from "./labels.ts";
import { openSandbox } from "./open.ts";
import { sandboxDirectory } from "./paths.ts";
import { removeSandboxObjects } from "./remove.ts";
import type { Sandbox } from "./sandbox.ts";
import { createToolbox, createWorkspaceVolume } from "./toolbox.ts";

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

/** Makes a sandbox and fills its workspace. When something fails on the way, what was made is removed again. */
export async function createSandbox(context: RunnerContext, options: CreateSandboxOptions): Promise<Sandbox> {
  options.signal?.throwIfAborted();
  const identity: SandboxIdentity = {
    id: options.id ?? newSandboxId(),
    instance: context.settings.instance,
    owner: context.owner,
    kind: options.kind,
    expires: Math.floor(Date.now() / 1000) + options.lifetimeSeconds,
  };
  const limits = { ...defaultLimits, ...options.limits };
  if (options.kind === "grading") context.inUse.add(identity.id);
  try {
    // The volume first: it is by the engine's labels that the reaper finds what a crash leaves behind.
    await createWorkspaceVolume(context, identity);
    const cgroupParent = await prepareHost(context, identity.id, limits);
    const toolbox = createToolbox(context, identity, cgroupParent);
    const [sandbox] = await Promise.all([openSandbox(context, identity, { limits, cgroupParent }), toolbox]);
    await sandbox.writeFiles(options.files);
    options.signal?.throwIfAborted();
    return sandbox;
  } catch (error) {
    await removeSandboxObjects(context, identity.id).catch((failure) =>
      context.log.warn({ error: failure, sandbox: identity.id }, "could not clean up a half-made sandbox"),
    );
    context.inUse.delete(identity.id);
    throw error;
  }
}

/** What the toolbox and the grader's probes may use beside the student's own budget. */
const toolboxShare = { memory: 768 * 1024 * 1024, nanoCpus: 1_000_000_000, pids: 512 };

async function prepareHost(
  context: RunnerContext,
  id: string,
  limits: SandboxLimits,
): Promise<string | undefined> {
  const { dataDirectory, instance } = context.settings;
  // Only this process and the engine may reach the sockets: other users of the host stop at this directory.
  await mkdir(join(dataDirectory, "run", "sandboxes"), { recursive: true, mode: 0o700 });
  await mkdir(sandboxDirectory(dataDirectory, id).portsDirectory, { recursive: true, mode: 0o755 });
  if (!context.groups) return undefined;
  return createCgroup(instance, id, {
    memory: limits.memory + toolboxShare.memory,
    nanoCpus: limits.nanoCpus + toolboxShare.nanoCpus,
    pids: limits.pids + toolboxShare.pids,
  });
}
