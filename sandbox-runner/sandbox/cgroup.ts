import { constants, existsSync } from "node:fs";
import { access, mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import type Docker from "dockerode";

/** What all containers of a sandbox may use together, enforced by the kernel and not only by the gate's sums. */
export type GroupLimits = { memory: number /* bytes */; nanoCpus: number; pids: number };

const root = "/sys/fs/cgroup";
const periodMicroseconds = 100_000;
const reservedMemory = { bytes: 1024 ** 3, share: 0.125 };

/**
 * Makes the cgroup under which all containers of a sandbox run, where `canGroup` says so. Undefined when it cannot be
 * made after all: then each container's own limit and the gate's budget are what holds.
 */
export async function createCgroup(
  instance: string,
  id: string,
  limits: GroupLimits,
): Promise<string | undefined> {
  try {
    if (isUnified()) await limitUnified(instance, id, limits);
    else await limitByController(instance, id, limits);
    return `/${group(instance)}/${id}`;
  } catch {
    await removeCgroup(instance, id);
    return undefined;
  }
}

/** Whether sandboxes get groups here: the engine leaves them to us, and this process may make some. */
export async function canGroup(docker: Docker): Promise<boolean> {
  const { CgroupDriver } = await docker.info();
  if (CgroupDriver !== "cgroupfs") return false;
  const mayWrite = access(isUnified() ? root : join(root, "memory"), constants.W_OK);
  return mayWrite.then(
    () => true,
    () => false,
  );
}

/** Removes the empty groups of a sandbox; those that still hold processes stay for the next time. */
export async function removeCgroup(instance: string, id: string): Promise<void> {
  for (const directory of await groupDirectories(instance)) {
    await rmdir(join(directory, id)).catch(() => undefined);
    // The last one out; where there are others, the kernel refuses.
    await rmdir(directory).catch(() => undefined);
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

/** One reading of a sandbox's group: bytes, nanoseconds of processor time, processes; `at` in milliseconds. */
export type Group = { memory: number; cpuNanoseconds: number; pids: number; at: number };

/** Undefined where the sandbox has no group of its own. */
export async function readGroup(instance: string, id: string): Promise<Group | undefined> {
  const read = async (...file: string[]) => {
    const text = await readFile(join(root, ...file), "utf8").catch(() => undefined);
    return text === undefined ? undefined : Number(/\d+/.exec(text)?.[0] ?? 0);
  };
  const own = join(group(instance), id);
  const at = performance.now();
  const memory = (await read(own, "memory.current")) ?? (await read("memory", own, "memory.usage_in_bytes"));
  const stat = await readFirst(join(own, "memory.stat"), join("memory", own, "memory.stat"));
  // Version 1 tells the group's own and, as `total_`, that of all beneath it; version 2 only the latter.
  const idle = /^total_inactive_file (\d+)$/m.exec(stat) ?? /^inactive_file (\d+)$/m.exec(stat);
  const pids = (await read(own, "pids.current")) ?? (await read("pids", own, "pids.current"));
  if (memory === undefined || pids === undefined) return undefined;
  // `cpu.stat` begins with `usage_usec`.
  const microseconds = await read(own, "cpu.stat");
  const cpuNanoseconds =
    microseconds === undefined ? await read("cpuacct", own, "cpuacct.usage") : microseconds * 1000;
  return { memory: memory - Number(idle?.[1] ?? 0), pids, cpuNanoseconds: cpuNanoseconds ?? 0, at };
}

async function readFirst(...files: string[]): Promise<string> {
  for (const file of files) {
    const text = await readFile(join(root, file), "utf8").catch(() => undefined);
    if (text !== undefined) return text;
  }
  return "";
}

/** What a group uses, from two readings of it. */
export function groupUse(before: Group, after: Group): { memory: number; cpus: number; pids: number } {
  const elapsed = Math.max(1, after.at - before.at) * 1e6;
  const cpus = Math.max(0, after.cpuNanoseconds - before.cpuNanoseconds) / elapsed;
  return { memory: after.memory, cpus, pids: after.pids };
}

/** The containers that run in a sandbox's group, by their ids. */
export async function containersIn(parent: string): Promise<string[]> {
  const entries = await readdir(processorGroup(parent), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Of processor time in a period; both in microseconds. The longest period there is, so that little is really little. */
const heldBack = { quota: "1000", period: "1000000" };

/**
 * Leaves a running container next to no processor time, whatever it was allowed. What is returned gives it back what
 * it had; so does its next start.
 */
export async function holdBack(parent: string, container: string): Promise<() => Promise<void>> {
  const own = join(processorGroup(parent), container);
  if (isUnified()) return replace(join(own, "cpu.max"), `${heldBack.quota} ${heldBack.period}`);
  // In this order, and back in the other one, it never asks for more than the sandbox's own share.
  const quota = await replace(join(own, "cpu.cfs_quota_us"), heldBack.quota);
  const period = await replace(join(own, "cpu.cfs_period_us"), heldBack.period);
  return async () => {
    await period();
    await quota();
  };
}

/** What is returned puts the old text back; the group may be gone by then. */
async function replace(file: string, text: string): Promise<() => Promise<void>> {
  const before = (await readFile(file, "utf8")).trim();
  await writeFile(file, text);
  return () => writeFile(file, before).catch(() => undefined);
}

const isUnified = () => existsSync(join(root, "cgroup.controllers"));
const processorGroup = (parent: string) => join(root, isUnified() ? "" : "cpu", parent);

async function limitUnified(instance: string, id: string, limits: GroupLimits): Promise<void> {
  const parent = join(root, group(instance));
  await mkdir(parent, { recursive: true });
  await writeFile(join(parent, "memory.max"), String(memoryOfAll()));
  await writeFile(join(parent, "cgroup.subtree_control"), "+memory +cpu +pids");
  const directory = join(parent, id);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "memory.max"), String(limits.memory));
  await writeFile(join(directory, "memory.swap.max"), "0").catch(unlessMissing);
  await writeFile(join(directory, "cpu.max"), `${quota(limits)} ${periodMicroseconds}`);
  await writeFile(join(directory, "pids.max"), String(limits.pids));
}

async function limitByController(instance: string, id: string, limits: GroupLimits): Promise<void> {
  const parent = join(root, "memory", group(instance));
  await mkdir(parent, { recursive: true });
  // Newer kernels have hierarchical accounting always on and refuse to be told.
  await writeFile(join(parent, "memory.use_hierarchy"), "1").catch(() => undefined);
  await writeFile(join(parent, "memory.limit_in_bytes"), String(memoryOfAll()));
  const settings: [controller: string, file: string, value: string][] = [
    ["memory", "memory.limit_in_bytes", String(limits.memory)],
    ["memory", "memory.memsw.limit_in_bytes", String(limits.memory)],
    ["cpu", "cpu.cfs_quota_us", String(quota(limits))],
    ["pids", "pids.max", String(limits.pids)],
  ];
  for (const [controller, file, value] of settings) {
    const directory = join(root, controller, group(instance), id);
    await mkdir(directory, { recursive: true });
    const written = writeFile(join(directory, file), value);
    await (file.includes("memsw") ? written.catch(unlessMissing) : written);
  }
}

/** A kernel without accounting of swap has no such file, and does not let one be made. */
function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT" && error.code !== "EACCES" && error.code !== "EPERM") throw error;
}

/**
 * All sandboxes together leave this much to the site, the database and the engine: when the memory runs out, it
 * is somebody in a sandbox who is killed.
 */
function memoryOfAll(): number {
  return totalmem() - Math.max(reservedMemory.bytes, totalmem() * reservedMemory.share);
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
