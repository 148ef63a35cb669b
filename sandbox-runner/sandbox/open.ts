import type { RunnerContext } from "../context.ts";
import { openGate } from "../gate/gate.ts";
import type { GateSandbox } from "../gate/objects/gate-sandbox.ts";
import type { SandboxLimits } from "../gate/objects/limits.ts";
import { DiskGuard } from "./disk-guard.ts";
import { execIn } from "./exec.ts";
import { identityLabels, type SandboxIdentity, sandboxFilter } from "./labels.ts";
import { LogGuard } from "./log-guard.ts";
import { sandboxDirectory, toolboxName, workspaceVolumeName } from "./paths.ts";
import { ForwardedPorts } from "./ports.ts";
import { Probes } from "./probes.ts";
import { removeSandboxObjects } from "./remove.ts";
import type { Sandbox } from "./sandbox.ts";
import { readWorkspaceFile, workspacePath, writeWorkspace } from "./workspace.ts";

/** Networks of one sandbox have room for 29 containers and the gateway: all that it may have, and some probes. */
const subnetPrefix = 27;

/** Serves a sandbox from this process: its gate and its ports. Also how a restarted runner takes one over. */
export async function openSandbox(
  context: RunnerContext,
  identity: SandboxIdentity,
  { limits, cgroupParent }: { limits: SandboxLimits; cgroupParent: string | undefined },
): Promise<Sandbox> {
  const { id } = identity;
  const { docker, socketPath: engineSocket } = context.engine;
  const toolbox = toolboxName(id);
  const socketPath = sandboxDirectory(context.settings.dataDirectory, id).gateSocket;
  const disk = new DiskGuard(context, id, limits.disk);
  const opening = openGate({
    sandbox: gateSandbox(context, identity, limits, cgroupParent),
    engineSocket,
    socketPath,
    log: context.log.child({ sandbox: id }),
    disk,
    history: context.history,
    catalogueImages: context.catalogueImages,
  });
  opening.catch(() => disk.close());
  const gate = await opening;
  const logs = cgroupParent && new LogGuard(context, id, cgroupParent);
  context.served.set(id, { identity, traffic: gate.traffic });
  const ports = new ForwardedPorts(context, id, gate);
  gate.ports.onChange((published) => ports.update(published));
  if (identity.kind !== "grading") void ports.begin();

  // In a live sandbox the grader's places come besides what the student may use.
  const probes = new Probes(context, identity, identity.kind === "interactive" ? undefined : cgroupParent);
  const close = async () => {
    disk.close();
    if (logs) logs.close();
    context.served.delete(id);
    await ports.close();
    await gate.close();
  };
  return {
    id,
    identity,
    dockerHost: `unix://${socketPath}`,
    exec: async (command, { withoutPorts, ...options } = {}) => {
      if (!withoutPorts) await ports.begin();
      return execIn(docker, toolbox, command, {
        user: "student",
        workingDirectory: workspacePath,
        ...options,
      });
    },
    writeFiles: (files) => writeWorkspace(docker, toolbox, files),
    readFile: (path) => readWorkspaceFile(docker, toolbox, path),
    dialPort: (port) => gate.ports.dial(port),
    probe: (container, command, options) => probes.run(container, command, options),
    revive: async () => {
      await docker.getContainer(toolbox).start();
      await ports.reopen(gate.ports.published());
    },
    dockerFilters: sandboxFilter(id, "tenant"),
    outside: context.outside,
    close,
    remove: async () => {
      try {
        await close();
        await removeSandboxObjects(context, id);
      } finally {
        context.inUse.delete(id);
      }
    },
  };
}

function gateSandbox(
  { settings, catalogue }: RunnerContext,
  identity: SandboxIdentity,
  limits: SandboxLimits,
  cgroupParent: string | undefined,
): GateSandbox {
  return {
    id: identity.id,
    instance: identity.instance,
    labels: identityLabels(identity),
    workspaceVolume: workspaceVolumeName(identity.id),
    workspacePath,
    limits,
    catalogue,
    subnets: { cidr: settings.subnets, size: subnetPrefix },
    ...(cgroupParent && { cgroupParent }),
    ...(settings.runtime && { runtime: settings.runtime }),
  };
}
