import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunnerContext } from "../../sandbox-runner/context.ts";
import { execIn } from "../../sandbox-runner/sandbox/exec.ts";
import { toolboxReference } from "../../sandbox-runner/sandbox/toolbox.ts";
import { untilAnswers } from "./answers.ts";
import { memoryOf } from "./memory.ts";

/** Milliseconds from asking for it, and MiB. */
export type Start = { answers: number; shell: number; memory: number };

/**
 * What a lab without a gate would start for each student: dockerd, which starts its containerd, in a privileged
 * container of the toolbox image, from the packages of the lab's own engine.
 */
export async function startNested(context: RunnerContext, packages: string): Promise<Start> {
  const { docker } = context.engine;
  const programs = join(packages, "composelab-bin");
  const directory = await mkdtemp(join(tmpdir(), "composelab-nested-"));
  const start = [
    `export PATH=${programs}:$PATH`,
    "exec dockerd --host unix:///run/nested/docker.sock --data-root /nested --exec-root /run/exec" +
      " --pidfile /run/nested/pid --iptables=false --ip6tables=false",
  ].join("; ");
  const from = performance.now();
  const container = await docker.createContainer({
    Image: toolboxReference(context),
    Entrypoint: ["sh", "-c", start],
    Cmd: [],
    User: "root",
    Env: ["DOCKER_HOST=unix:///run/nested/docker.sock"],
    Labels: { "composelab.instance": context.settings.instance, "composelab.sandbox": "sbenchnest" },
    HostConfig: {
      Privileged: true,
      UsernsMode: "host",
      NetworkMode: "none",
      Binds: [`${packages}:${packages}:ro`, `${directory}:/run/nested`],
      Tmpfs: { "/nested": "" },
    },
  });
  try {
    await container.start();
    await untilAnswers(join(directory, "docker.sock"));
    const answers = performance.now() - from;
    const { exitCode, stderr } = await execIn(docker, container.id, ["docker", "version"]);
    if (exitCode !== 0) throw new Error(stderr);
    const shell = performance.now() - from;
    return { answers, shell, memory: await memoryOf(docker, [container.id]) };
  } finally {
    await container.remove({ force: true, v: true });
    await rm(directory, { recursive: true, force: true });
  }
}
