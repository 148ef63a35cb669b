import type Docker from "dockerode";
import { readSettings } from "../../lib/config/settings.ts";
import { detectEngine } from "../../sandbox-runner/engine/engine.ts";
import { label } from "../../sandbox-runner/sandbox/labels.ts";

/** The names of all sandbox objects of an installation that are on the engine. */
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
  return [
    ...containers.flatMap((each) => each.Names),
    ...networks.map((each) => each.Name),
    ...(volumes.Volumes ?? []).map((each) => each.Name),
  ];
}
