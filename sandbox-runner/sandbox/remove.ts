import { rm } from "node:fs/promises";
import type { RunnerContext } from "../context.ts";
import { removeCgroup } from "./cgroup.ts";
import { label, sandboxFilter } from "./labels.ts";
import { sandboxDirectory } from "./paths.ts";

/**
 * Removes everything of a sandbox: containers, networks, volumes, images built in it, its directory and
 * its cgroup. Whatever is already gone is fine; the first thing that could not be removed is thrown at the
 * end, after all the others were tried.
 */
export async function removeSandboxObjects(
  context: Pick<RunnerContext, "engine" | "settings">,
  id: string,
): Promise<void> {
  const { docker } = context.engine;
  const filters = sandboxFilter(id);
  const failures: unknown[] = [];
  const attempt = (work: Promise<unknown>) => work.catch((error) => void keepUnlessGone(failures, error));

  const containers = await docker.listContainers({ all: true, filters });
  await Promise.all(
    containers.map((each) => attempt(docker.getContainer(each.Id).remove({ force: true, v: true }))),
  );
  const [networks, volumes, images] = await Promise.all([
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
    docker.listImages({ all: true, filters }),
  ]);
  await Promise.all([
    ...networks.map((each) => attempt(docker.getNetwork(each.Id).remove())),
    ...(volumes.Volumes ?? []).map((each) => attempt(docker.getVolume(each.Name).remove())),
    ...images
      .filter((each) => each.Labels?.[label.sandbox] === id)
      .map((each) => attempt(docker.getImage(each.Id).remove({ force: true }))),
  ]);
  await rm(sandboxDirectory(context.settings.dataDirectory, id).directory, { recursive: true, force: true });
  await removeCgroup(context.settings.instance, id);
  if (failures.length > 0) throw failures[0];
}

function keepUnlessGone(failures: unknown[], error: { statusCode?: number; message?: string }): void {
  const alreadyGone = error.statusCode === 404;
  const beingRemoved = error.statusCode === 409 && /already in progress/.test(error.message ?? "");
  if (!alreadyGone && !beingRemoved) failures.push(error);
}
