import { existsSync } from "node:fs";
import { mkdir, readdir, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type Docker from "dockerode";

/** What all containers of a sandbox may use together, enforced by the kernel and not only by the gate's sums. */
export type GroupLimits = { memory: number /* bytes */; nanoCpus: number; pids: number };

const root = "/sys/fs/cgroup";
const periodMicroseconds = 100_000;

/**
 * Makes the cgroup under which all containers of a sandbox run, where the engine manages cgroups itself
 * (driver `cgroupfs`) and this process may write there. Undefined elsewhere: then each container's own
 * limit and the gate's budget are what holds.
 */
export async function createCgroup(
  docker: Docker,
  instance: string,
  id: string,
  limits: GroupLimits,
): Promise<string | undefined> {
  const { CgroupDriver } = await docker.info();
  if (CgroupDriver !== "cgroupfs") return undefined;
  try {
    if (existsSync(join(root, "cgroup.controllers"))) await limitUnified(instance, id, limits);
    else await limitByController(instance, id, limits);
    return `/${group(instance)}/${id}`;
  } catch {
    await removeCgroup(instance, id);
    return undefined;
  }
}

/** Removes the empty groups of a sandbox; those that still hold processes stay for the next time. */
export async function removeCgroup(instance: string, id: string): Promise<void> {
  for (const directory of await groupDirectories(instance)) {
    await rmdir(join(directory, id)).catch(() => undefined);
  }
}

/** The sandboxes of an installation that have a cgroup here. */
export async function listCgroups(instance: string): Promise<string[]> {
  const ids = new Set<string>();
  for (const directory of await groupDirectories(instance)) {
    const entries = await readdir(directory, { withFileTypes: true });
    for (const entry of entries) if (entry.isDirectory()) ids.add(entry.name);
  }
  return [...ids];
}

async function limitUnified(instance: string, id: string, limits: GroupLimits): Promise<void> {
  const parent = join(root, group(instance));
  await mkdir(parent, { recursive: true });
  await writeFile(join(parent, "cgroup.subtree_control"), "+memory +cpu +pids");
  const directory = join(parent, id);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "memory.max"), String(limits.memory));
  await writeFile(join(directory, "cpu.max"), `${quota(limits)} ${periodMicroseconds}`);
  await writeFile(join(directory, "pids.max"), String(limits.pids));
}

async function limitByController(instance: string, id: string, limits: GroupLimits): Promise<void> {
  const settings: [controller: string, file: string, value: string][] = [
    ["memory", "memory.use_hierarchy", "1"],
    ["memory", "memory.limit_in_bytes", String(limits.memory)],
    ["cpu", "cpu.cfs_quota_us", String(quota(limits))],
    ["pids", "pids.max", String(limits.pids)],
  ];
  for (const [controller, file, value] of settings) {
    const directory = join(root, controller, group(instance), id);
    await mkdir(directory, { recursive: true });
    // Newer kernels have hierarchical accounting always on and refuse to be told.
    await writeFile(join(directory, file), value).catch((error) => {
      if (file !== "memory.use_hierarchy") throw error;
    });
  }
}

async function groupDirectories(instance: string): Promise<string[]> {
  const controllers = await readdir(root).catch(() => []);
  return [
    join(root, group(instance)),
    ...controllers.map((name) => join(root, name, group(instance))),
  ].filter(existsSync);
}

const group = (instance: string) => `composelab-${instance}`;
const quota = (limits: GroupLimits) => Math.round((limits.nanoCpus / 1e9) * periodMicroseconds);
