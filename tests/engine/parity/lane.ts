import type Docker from "dockerode";
import { connect } from "../../../sandbox-runner/engine/client.ts";
import type { Sandbox } from "../../../sandbox-runner/sandbox/sandbox.ts";
import type { BareEngine } from "./bare-engine.ts";
import type { Scenario } from "./scenario.ts";
import { readResults, type StepResult, scriptOf } from "./script.ts";

const scenarioMs = 150_000;

/** A bare engine and a sandbox in which one scenario after the other is played. */
export class Lane {
  readonly #sides: { docker: Docker; run: (script: string) => Promise<string> }[];

  constructor(bare: BareEngine, sandbox: Sandbox) {
    const gate = connect(sandbox.dockerHost.replace("unix://", ""));
    this.#sides = [bare, { docker: gate, run: (script) => runInToolbox(sandbox, script) }];
  }

  /** Plays it on both sides at once, and leaves nothing behind on either. */
  async play(scenario: Scenario): Promise<{ bare: StepResult[]; gate: StepResult[] }> {
    const script = scriptOf(scenario);
    const [bare, gate] = await Promise.all(
      this.#sides.map(async ({ docker, run }) => {
        const kept = await tagsOf(docker);
        try {
          return readResults(scenario, await run(script));
        } finally {
          await clear(docker, kept);
        }
      }),
    );
    if (!bare || !gate) throw new Error("a side is missing");
    return { bare, gate };
  }
}

async function runInToolbox(sandbox: Sandbox, script: string): Promise<string> {
  const options = { input: script, timeoutMs: scenarioMs, maxBytes: 8 * 1024 * 1024 };
  const { stdout, stderr } = await sandbox.exec(["sh", "-s"], options);
  if (stderr !== "") throw new Error(`the toolbox's shell: ${stderr}`);
  return stdout;
}

async function tagsOf(docker: Docker): Promise<Set<string>> {
  return new Set((await docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []));
}

/** Removes all that can be seen on an engine, but for images with these tags. */
async function clear(docker: Docker, kept: Set<string>): Promise<void> {
  const containers = await docker.listContainers({ all: true });
  await Promise.all(
    containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true }).catch(unlessGone)),
  );
  const networks = (await docker.listNetworks()).filter(
    ({ Name }) => !["bridge", "host", "none"].includes(Name),
  );
  const { Volumes } = await docker.listVolumes();
  await Promise.all([
    ...networks.map(({ Id }) => docker.getNetwork(Id).remove().catch(unlessGone)),
    ...(Volumes ?? []).map(({ Name }) => docker.getVolume(Name).remove({ force: true }).catch(unlessGone)),
    clearImages(docker, kept),
  ]);
}

async function clearImages(docker: Docker, kept: Set<string>): Promise<void> {
  for (const { Id, RepoTags } of await docker.listImages()) {
    const tags = (RepoTags ?? []).filter((tag) => tag !== "<none>:<none>");
    const own = tags.length === 0 ? [Id] : tags.filter((tag) => !kept.has(tag));
    for (const name of own) await docker.getImage(name).remove({ force: true }).catch(unlessGone);
  }
}

function unlessGone(error: { statusCode?: number; message?: string }): void {
  const beingRemoved = error.statusCode === 409 && /already in progress/.test(error.message ?? "");
  if (error.statusCode !== 404 && !beingRemoved) throw error;
}
