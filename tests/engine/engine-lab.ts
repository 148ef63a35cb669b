import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import { readSettings, type Settings } from "../../lib/config/settings.ts";
import { ensureEngine, releaseEngine } from "../../sandbox-runner/engine/engine.ts";
import type { Engine } from "../../sandbox-runner/engine/engine-state.ts";

export type EngineLab = {
  settings: Settings;
  engine: Engine;
  /** Starts a container on the lab's own network, reachable there by its name. */
  run(
    name: string,
    image: string,
    options?: { env?: Record<string, string>; cmd?: string[] },
  ): Promise<Docker.Container>;
  /** What a command in a running container prints, and how it ends. */
  exec(container: Docker.Container, command: string[]): Promise<{ exitCode: number; output: string }>;
  /** Removes the containers. */
  clear(): Promise<void>;
  close(): Promise<void>;
};

/** The capabilities that the lab leaves to a container: what the images are meant to do with. */
const capabilities = [
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "SETGID",
  "SETUID",
  "SETPCAP",
  "NET_BIND_SERVICE",
  "KILL",
];

/** The machine's engine with a network and labels of its own; everything is removed by `close`. */
export async function openEngineLab(extra: Record<string, string> = {}): Promise<EngineLab> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), "composelab-lab-"));
  const { engineDirectory } = readSettings(process.env);
  const settings = readSettings({
    ...process.env,
    COMPOSELAB_DATA_DIR: dataDirectory,
    COMPOSELAB_ENGINE_DIR: engineDirectory,
    ...extra,
  });
  const found = await ensureEngine(settings, () => undefined);
  if (found.state !== "ready") throw new Error(JSON.stringify(found.reason));
  const { docker } = found.engine;
  const labels = { "composelab.instance": settings.instance, "composelab.test": "engine" };
  const network = await docker.createNetwork({
    Name: `engine-test-${randomBytes(4).toString("hex")}`,
    Labels: labels,
  });
  const containers: Docker.Container[] = [];
  const clear = async () => {
    const removed = containers.splice(0).map((container) => container.remove({ force: true, v: true }));
    await Promise.all(removed);
  };
  return {
    settings,
    engine: found.engine,
    clear,
    async run(name, image, { env = {}, cmd } = {}) {
      const container = await docker.createContainer({
        Image: image,
        Cmd: cmd,
        Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
        Labels: labels,
        HostConfig: { CapDrop: ["ALL"], CapAdd: capabilities, Memory: 256 * 1024 * 1024, PidsLimit: 128 },
        NetworkingConfig: { EndpointsConfig: { [network.id]: { Aliases: [name] } } },
      });
      containers.push(container);
      await container.start();
      return container;
    },
    exec: (container, command) => execIn(container, command),
    async close() {
      await clear();
      await network.remove();
      await releaseEngine(settings);
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function execIn(container: Docker.Container, command: string[]) {
  const exec = await container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const both = new PassThrough();
  container.modem.demuxStream(stream, both, both);
  stream.on("end", () => both.end());
  const output = await text(both);
  const { ExitCode } = await exec.inspect();
  return { exitCode: ExitCode ?? -1, output };
}

/** Waits until `look` gives something, and fails with what was expected when it does not in time. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  seconds = 30,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`not seen within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export async function logsOf(container: Docker.Container): Promise<string> {
  return (await container.logs({ stdout: true, stderr: true })).toString("utf8");
}
