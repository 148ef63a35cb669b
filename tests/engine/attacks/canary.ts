import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import { z } from "zod";
import type { RunnerContext } from "../../../sandbox-runner/context.ts";
import { createSandbox } from "../../../sandbox-runner/sandbox/create.ts";
import type { Sandbox } from "../../../sandbox-runner/sandbox/sandbox.ts";
import type { Attack } from "../../fixtures/attacks/attack.ts";
import { foreign, other, own, tenant } from "../../fixtures/attacks/world.ts";

/** In the canary's environment, files and labels: no answer to anybody else may hold it. */
export const secret = "canary-7f3a91c2";

const files = [
  { path: "app/Dockerfile", content: `FROM alpine:3\nRUN echo ${secret} > /built\n` },
  { path: "note", content: secret },
];

const prepare = [
  "docker network create net",
  "docker volume create data",
  "docker build -q -t app app",
  `docker run -d --name web --network net -v data:/data -v ./note:/note -e SECRET=${secret} -l secret=${secret} app sh -c 'echo ${secret} | tee /data/file /own; exec sleep 3600'`,
].join(" && ");

/** A sandbox with one object of each kind, by the engine's ids. */
export type Victim = {
  sandbox: Sandbox;
  ids: { container: string; network: string; image: string; exec: string; volume: string };
};

export async function openVictim(context: RunnerContext): Promise<Victim> {
  const limits = { requestsPerSecond: 5_000 };
  const sandbox = await createSandbox(context, { kind: "grading", files, lifetimeSeconds: 900, limits });
  const { exitCode, stdout, stderr } = await sandbox.exec(["sh", "-c", prepare], { timeoutMs: 120_000 });
  if (exitCode !== 0) throw new Error(`the sandbox could not be prepared: ${stdout}${stderr}`);
  const { docker } = context.engine;
  const container = await docker.getContainer(`${sandbox.id}--web`).inspect();
  const network = await docker.getNetwork(`${sandbox.id}--net`).inspect();
  const exec = await docker.getContainer(container.Id).exec({ Cmd: ["sleep", "3600"], AttachStdout: true });
  await exec.start({});
  const ids = {
    container: container.Id,
    network: network.Id,
    image: container.Image,
    exec: exec.id,
    volume: `${sandbox.id}--data`,
  };
  return { sandbox, ids };
}

/** A container of the engine's owner, who knows nothing of the lab. */
export async function openBystander({ engine: { docker } }: RunnerContext): Promise<Docker.Container> {
  const options = { Image: "composelab/alpine:3", Cmd: ["sleep", "3600"], Env: [`SECRET=${secret}`] };
  const container = await docker.createContainer({ ...options, name: `bystander-${process.pid}` });
  await container.start();
  return container;
}

/** Writes the real ids into an attack in place of those of the stub's world. */
export function aimed(attack: Attack, attacker: Victim, canary: Victim, bystander: string): Attack {
  const pairs: [string, string][] = [
    [own.container, attacker.ids.container],
    [own.network, attacker.ids.network],
    [own.exec, attacker.ids.exec],
    [foreign.container, canary.ids.container],
    [foreign.network, canary.ids.network],
    [foreign.image, canary.ids.image],
    [foreign.exec, canary.ids.exec],
    [foreign.bare, bystander],
    // What is left of the same digits is the beginning of an id.
    [foreign.container.slice(0, 12), canary.ids.container.slice(0, 12)],
    [foreign.image.slice(7, 19), canary.ids.image.slice(7, 19)],
    [foreign.exec.slice(0, 12), canary.ids.exec.slice(0, 12)],
    [foreign.network.slice(0, 8), canary.ids.network.slice(0, 8)],
    [other, canary.sandbox.id],
    [tenant, attacker.sandbox.id],
  ];
  const { raw, ...rest } = attack;
  const written = pairs.reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(rest));
  // Sandbox ids are of one length, so a tar stays one; its texts hold nothing else of the stub's world.
  const bytes = raw?.[1].replaceAll(other, canary.sandbox.id);
  return { ...JSON.parse(written), ...(raw && bytes !== undefined && { raw: [raw[0], bytes] }) };
}

const changesSchema = z.array(z.object({ Kind: z.number(), Path: z.string() }));

/** Everything of a victim that an attack could have changed. */
export async function stateOf({ engine: { docker } }: RunnerContext, { ids }: Victim): Promise<unknown> {
  const container = docker.getContainer(ids.container);
  const { Name, State, RestartCount, HostConfig, Config, NetworkSettings, ExecIDs } =
    await container.inspect();
  const { Name: network, Containers, Labels } = await docker.getNetwork(ids.network).inspect();
  const { RepoTags } = await docker.getImage(ids.image).inspect();
  return {
    Name,
    State: { ...State, Health: undefined },
    RestartCount,
    HostConfig,
    Config,
    NetworkSettings,
    ExecIDs,
    network: { network, Containers, Labels },
    tags: RepoTags,
    volume: (await docker.getVolume(ids.volume).inspect()).Labels,
    exec: (await docker.getExec(ids.exec).inspect()).Running,
    changes: changesSchema
      .parse(await container.changes())
      .map(({ Kind, Path }) => `${Kind} ${Path}`)
      .sort(),
    files: await read(container, ["cat", "/data/file", "/own", "/note"]),
  };
}

async function read(container: Docker.Container, command: string[]): Promise<string> {
  const exec = await container.exec({ Cmd: command, AttachStdout: true });
  const stream = await exec.start({});
  const output = new PassThrough();
  container.modem.demuxStream(stream, output, output);
  stream.on("end", () => output.end());
  return text(output);
}
