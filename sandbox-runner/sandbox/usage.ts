import type Docker from "dockerode";
import type { Settings } from "../../lib/config/settings.ts";
import type { Engine } from "../engine/engine-state.ts";
import { defaultLimits } from "../gate/objects/limits.ts";
import { type Group, groupUse, readGroup } from "./cgroup.ts";
import { DiskMeter } from "./disk-meter.ts";
import { total } from "./disk-use.ts";
import { identitiesOf, label, type SandboxIdentity } from "./labels.ts";

type Used = { used: number; limit: number };

/** What one sandbox has and uses; bytes, CPUs as numbers, `used` of what is not known is undefined. */
export type SandboxUsage = {
  identity: SandboxIdentity;
  /** Seconds since the epoch. */
  created: number;
  containers: Used;
  networks: Used;
  volumes: Used;
  memory: Used;
  cpus: Used;
  pids: Used;
  disk: Used;
};

const toolboxRoles = new Set(["toolbox", "probe"]);
const sampleMs = 300;

/**
 * Who uses what, of all sandboxes of this installation, whoever serves them: counted by labels, memory, processors
 * and processes as the kernel says for a sandbox's control group, or the engine for each container.
 */
export async function measureUsage({
  engine,
  settings,
}: {
  engine: Engine;
  settings: Settings;
}): Promise<SandboxUsage[]> {
  const { docker } = engine;
  const filters = { label: [`${label.instance}=${settings.instance}`, label.sandbox] };
  const [containers, networks, volumes, disk] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
    DiskMeter.once(engine, settings.instance),
  ]);
  const of = <T extends { Labels?: Record<string, string> | null }>(items: T[], id: string) =>
    items.filter(({ Labels }) => Labels?.[label.sandbox] === id);
  const tenants = <T extends { Labels?: Record<string, string> | null }>(items: T[], id: string) =>
    of(items, id).filter(({ Labels }) => Labels?.[label.role] === "tenant").length;
  const identities = identitiesOf([...containers, ...(volumes.Volumes ?? [])]);
  return Promise.all(
    [...identities.values()].map(async (identity) => {
      const { id } = identity;
      const own = of(containers, id);
      const toolbox = own.find(({ Labels }) => toolboxRoles.has(Labels?.[label.role] ?? ""));
      const running = own.filter(({ State }) => State === "running").map(({ Id }) => Id);
      const load = await loadOf(docker, settings.instance, id, running);
      const use = disk.uses.get(id);
      return {
        identity,
        created: toolbox?.Created ?? 0,
        containers: { used: tenants(containers, id), limit: defaultLimits.containers },
        networks: { used: tenants(networks, id), limit: defaultLimits.networks },
        volumes: { used: tenants(volumes.Volumes ?? [], id), limit: defaultLimits.volumes },
        memory: { used: load.memory, limit: defaultLimits.memory },
        cpus: { used: load.cpus, limit: defaultLimits.nanoCpus / 1e9 },
        pids: { used: load.pids, limit: defaultLimits.pids },
        disk: { used: use ? total(use) : 0, limit: defaultLimits.disk },
      };
    }),
  );
}

type Load = { memory: number; cpus: number; pids: number };

/** What the sandbox uses now; the processors' share is an average over a moment. */
async function loadOf(docker: Docker, instance: string, id: string, running: string[]): Promise<Load> {
  const before = await readGroup(instance, id);
  if (before) return groupLoad(before, instance, id);
  const each = await Promise.all(running.map((container) => containerLoad(docker, container)));
  return each.reduce(
    (sum, load) => ({
      memory: sum.memory + load.memory,
      cpus: sum.cpus + load.cpus,
      pids: sum.pids + load.pids,
    }),
    { memory: 0, cpus: 0, pids: 0 },
  );
}

async function groupLoad(before: Group, instance: string, id: string): Promise<Load> {
  await new Promise((resolve) => setTimeout(resolve, sampleMs));
  return groupUse(before, (await readGroup(instance, id)) ?? before);
}

async function containerLoad(docker: Docker, id: string): Promise<Load> {
  const stats = await docker
    .getContainer(id)
    .stats({ stream: false })
    .catch(() => undefined);
  if (!stats) return { memory: 0, cpus: 0, pids: 0 };
  const { cpu_stats: now, precpu_stats: before, memory_stats: memory, pids_stats: pids } = stats;
  const whole = now.system_cpu_usage - before.system_cpu_usage;
  const own = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  return {
    memory: memory.usage ?? 0,
    cpus: whole > 0 ? (own / whole) * now.online_cpus : 0,
    pids: pids?.current ?? 0,
  };
}
