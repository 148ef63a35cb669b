import type { RunnerContext } from "../context.ts";
import { type ExecOptions, type ExecResult, execIn } from "./exec.ts";
import { hardened } from "./hardening.ts";
import { identityLabels, label, type SandboxIdentity, withRole } from "./labels.ts";
import { probeName } from "./paths.ts";
import { toolboxReference } from "./toolbox.ts";

const startedAtLabel = `${label.role}.started-at`;

/**
 * The grader's own places in a sandbox: containers that share the network namespace of one of the student's.
 * They see the names, addresses and routes that the service sees, with programs the student cannot replace.
 */
export class Probes {
  readonly #context: RunnerContext;
  readonly #identity: SandboxIdentity;
  readonly #cgroupParent: string | undefined;
  /** Two questions from the same place must not make its container twice. */
  readonly #placing = new Map<string, Promise<void>>();

  constructor(context: RunnerContext, identity: SandboxIdentity, cgroupParent: string | undefined) {
    this.#context = context;
    this.#identity = identity;
    this.#cgroupParent = cgroupParent;
  }

  /** Runs a command beside a running container, by its 64-hex id. */
  async run(
    target: string,
    command: string[],
    options: Pick<ExecOptions, "timeoutMs" | "input" | "signal"> = {},
  ): Promise<ExecResult> {
    const name = probeName(this.#identity.id, target);
    const before = this.#placing.get(name) ?? Promise.resolve();
    const placing = before.catch(() => undefined).then(() => this.#place(name, target));
    this.#placing.set(name, placing);
    await placing;
    return execIn(this.#context.engine.docker, name, command, {
      ...options,
      user: "student",
      workingDirectory: "/",
    });
  }

  /** Keeps the container for the next question, and makes it anew when its target was restarted. */
  async #place(name: string, target: string): Promise<void> {
    const { docker } = this.#context.engine;
    const { State } = await docker.getContainer(target).inspect();
    if (!State.Running)
      throw new Error(`cannot probe from container ${target.slice(0, 12)}: it is not running`);
    if ((await probeStartedFor(this.#context, name)) === State.StartedAt) return;
    await docker.getContainer(name).remove({ force: true }).catch(ignoreMissing);
    const labels = withRole(identityLabels(this.#identity), "probe");
    const container = await docker.createContainer({
      name,
      Image: toolboxReference(this.#context),
      Labels: { ...labels, [startedAtLabel]: State.StartedAt },
      HostConfig: {
        ...hardened({
          memoryMiB: 128,
          pids: 64,
          cgroupParent: this.#cgroupParent,
          runtime: this.#context.settings.runtime,
        }),
        NetworkMode: `container:${target}`,
      },
    });
    await container.start();
  }
}

async function probeStartedFor(context: RunnerContext, name: string): Promise<string | undefined> {
  const existing = await context.engine.docker.getContainer(name).inspect().catch(ignoreMissing);
  return existing?.State.Running ? existing.Config.Labels[startedAtLabel] : undefined;
}

function ignoreMissing(error: { statusCode?: number }): undefined {
  if (error.statusCode !== 404) throw error;
}
