import type Docker from "dockerode";
import { readSettings } from "../../lib/config/settings.ts";
import { isAlive } from "../../lib/process/identity.ts";
import { detectEngine } from "../../sandbox-runner/engine/engine.ts";
import { identitiesOf, label } from "../../sandbox-runner/sandbox/labels.ts";

/** The names of all sandbox objects of an installation that are on the engine, but for a living runner's ready ones. */
export async function engineRemains(instance: string): Promise<string[]> {
  const state = await detectEngine(readSettings(process.env));
  if (state.state === "missing") throw new Error("there is no engine to look at");
  return remainsOn(state.engine.docker, instance);
}

export async function remainsOn(docker: Docker, instance: string): Promise<string[]> {
  const filters = { label: [`${label.instance}=${instance}`, label.sandbox] };
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  const objects = [
    ...containers.map(({ Labels, Names }) => ({ Labels, name: Names.join() })),
    ...networks.map(({ Labels, Name: name }) => ({ Labels, name })),
    ...(volumes.Volumes ?? []).map(({ Labels, Name: name }) => ({ Labels, name })),
  ];
  const identities = identitiesOf(objects);
  const isReady = (id: string | undefined) => {
    const { kind, owner } = identities.get(id ?? "") ?? {};
    return kind === "ready" && isAlive(owner ?? "");
  };
  return objects.filter(({ Labels }) => !isReady(Labels?.[label.sandbox])).map(({ name }) => name);
}
