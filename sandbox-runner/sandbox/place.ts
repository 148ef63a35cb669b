import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { RunnerContext } from "../context.ts";
import type { SandboxLimits } from "../gate/objects/limits.ts";
import { createCgroup } from "./cgroup.ts";
import type { SandboxIdentity } from "./labels.ts";
import { sandboxDirectory } from "./paths.ts";
import type { Place } from "./ready.ts";
import { createWorkspaceVolume } from "./toolbox.ts";

/** What the toolbox and the grader's probes may use beside the student's own budget. */
const toolboxShare = { memory: 768 * 1024 * 1024, nanoCpus: 1_000_000_000, pids: 512 };

/**
 * Makes what a toolbox is started on: workspace volume, directory of sockets, control group. What it has made when it
 * fails is the caller's to remove.
 */
export async function preparePlace(
  context: RunnerContext,
  identity: SandboxIdentity,
  limits: SandboxLimits,
): Promise<Place> {
  // The volume first: it is by the engine's labels that the reaper finds what a crash leaves behind.
  await createWorkspaceVolume(context, identity);
  return { id: identity.id, cgroupParent: await prepareHost(context, identity.id, limits) };
}

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
