import type Docker from "dockerode";
import type { RunnerContext } from "../context.ts";
import { hardened } from "./hardening.ts";
import { identityLabels, type SandboxIdentity, withRole } from "./labels.ts";
import { insideToolbox, sandboxDirectory, toolboxName, workspaceVolumeName } from "./paths.ts";
import { workspacePath } from "./workspace.ts";

/** The catalogue's entry for the image in which the student's shell and the real `docker compose` live. */
const toolboxImage = "toolbox";

export async function createWorkspaceVolume(
  context: RunnerContext,
  identity: SandboxIdentity,
): Promise<void> {
  const Labels = withRole(identityLabels(identity), "workspace");
  await context.engine.docker.createVolume({ Name: workspaceVolumeName(identity.id), Labels });
}

/**
 * Starts the container of the student's shell: no network, no engine socket but the gate's, nothing of the
 * host but the sandbox's own directory of sockets.
 */
export async function createToolbox(
  context: RunnerContext,
  identity: SandboxIdentity,
  cgroupParent: string | undefined,
): Promise<void> {
  const { docker } = context.engine;
  const container = await docker.createContainer({
    name: toolboxName(identity.id),
    Image: toolboxReference(context),
    Hostname: "lab",
    User: "student",
    WorkingDir: workspacePath,
    Env: [`DOCKER_HOST=${insideToolbox.dockerHost}`, "DOCKER_BUILDKIT=0", "COMPOSE_BAKE=false"],
    Labels: withRole(identityLabels(identity), "toolbox"),
    HostConfig: {
      ...hardened({ memoryMiB: 512, pids: 256, cgroupParent, runtime: context.settings.runtime }),
      NetworkMode: "none",
      Mounts: toolboxMounts(context, identity.id),
    },
  });
  await container.start();
}

export function toolboxReference(context: RunnerContext): string {
  const entry = context.catalogue.entries.find((candidate) => candidate.id === toolboxImage);
  if (!entry) throw new Error(`the image catalogue has no entry "${toolboxImage}"`);
  return entry.engineTag;
}

function toolboxMounts(context: RunnerContext, id: string): Docker.MountConfig {
  return [
    { Type: "volume", Source: workspaceVolumeName(id), Target: workspacePath },
    {
      Type: "bind",
      Source: sandboxDirectory(context.settings.dataDirectory, id).directory,
      Target: insideToolbox.directory,
      // Sockets in it can be connected to all the same; nobody inside can put anything of theirs in their place.
      ReadOnly: true,
    },
  ];
}
