import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type Docker from "dockerode";
import type { RunnerContext } from "../context.ts";
import { removeCgroup } from "./cgroup.ts";
import { label, sandboxFilter } from "./labels.ts";
import { sandboxDirectory } from "./paths.ts";

/**
 * Removes everything of a sandbox: containers, networks, volumes, images built in it, its directory and
 * its cgroup. Whatever is already gone is fine; the first thing that could not be removed is thrown at the
 * end, after all the others were tried.
 */
export async function removeSandboxObjects(context: Removing, id: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await removeOnce(context, id);
    } catch (error) {
      if (tries === mostTries || !isInUse(error)) throw error;
      await delay(againMilliseconds);
    }
  }
}

type Removing = Pick<RunnerContext, "engine" | "settings">;

const mostTries = 4;
const againMilliseconds = 400;

/** A container that is just being removed by somebody else still holds its volumes and networks. */
function isInUse(error: unknown): boolean {
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  return status === 409 || status === 403;
}

async function removeOnce(context: Removing, id: string): Promise<void> {
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
    attempt(
      removeImages(
        docker,
        images.filter((each) => each.Labels?.[label.sandbox] === id).map((each) => each.Id),
      ),
    ),
  ]);
  await rm(sandboxDirectory(context.settings.dataDirectory, id).directory, { recursive: true, force: true });
  await removeCgroup(context.settings.instance, id);
  if (failures.length > 0) throw failures[0];
}

/** An image that others are built on can only go after them: what is refused is tried again while any goes. */
async function removeImages(docker: Docker, ids: string[]): Promise<void> {
  const refused: { id: string; error: unknown }[] = [];
  for (const id of ids) {
    await docker
      .getImage(id)
      .remove({ force: true })
      .catch((error: { statusCode?: number }) => {
        if (error.statusCode === 409) refused.push({ id, error });
        else if (error.statusCode !== 404) throw error;
      });
  }
  if (refused.length === ids.length && refused[0]) throw refused[0].error;
  if (refused.length > 0)
    await removeImages(
      docker,
      refused.map(({ id }) => id),
    );
}

function keepUnlessGone(failures: unknown[], error: { statusCode?: number; message?: string }): void {
  const alreadyGone = error.statusCode === 404;
  const beingRemoved = error.statusCode === 409 && /already in progress/.test(error.message ?? "");
  if (!alreadyGone && !beingRemoved) failures.push(error);
}
