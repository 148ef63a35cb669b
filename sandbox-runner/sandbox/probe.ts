import type { RunnerContext } from "../context.ts";
import { type ExecOptions, type ExecResult, execIn } from "./exec.ts";
import { hardened } from "./hardening.ts";
import { identityLabels, label, type SandboxIdentity, withRole } from "./labels.ts";
import { probeName } from "./paths.ts";
import { toolboxReference } from "./toolbox.ts";

const startedAtLabel = `${label.role}.started-at`;

/**
 * Runs a command of the grader's own in the network namespace of one of the student's containers: it sees
 * the names, addresses and routes that the service sees, with programs the student cannot replace.
 * The probing container is kept for the next question and made anew when its target was restarted.
 */
export async function probe(
  context: RunnerContext,
  identity: SandboxIdentity,
  cgroupParent: string | undefined,
  target: string,
  command: string[],
  options: Pick<ExecOptions, "timeoutMs" | "input" | "signal"> = {},
): Promise<ExecResult> {
  const { docker } = context.engine;
  const { State } = await docker.getContainer(target).inspect();
  if (!State.Running)
    throw new Error(`cannot probe from container ${target.slice(0, 12)}: it is not running`);
  const name = probeName(identity.id, target);
  if ((await probeStartedFor(context, name)) !== State.StartedAt) {
    await docker.getContainer(name).remove({ force: true }).catch(ignoreMissing);
    const container = await docker.createContainer({
      name,
      Image: toolboxReference(context),
      Labels: { ...withRole(identityLabels(identity), "probe"), [startedAtLabel]: State.StartedAt },
      HostConfig: {
        ...hardened({ memoryMiB: 128, pids: 64, cgroupParent, runtime: context.settings.runtime }),
        NetworkMode: `container:${target}`,
      },
    });
    await container.start();
  }
  return execIn(docker, name, command, { ...options, user: "student", workingDirectory: "/" });
}

async function probeStartedFor(context: RunnerContext, name: string): Promise<string | undefined> {
  const existing = await context.engine.docker.getContainer(name).inspect().catch(ignoreMissing);
  return existing?.State.Running ? existing.Config.Labels[startedAtLabel] : undefined;
}

function ignoreMissing(error: { statusCode?: number }): undefined {
  if (error.statusCode !== 404) throw error;
}
