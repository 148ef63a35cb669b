import type { Parsed } from "./fields.ts";
import type { Json } from "./gate-sandbox.ts";
import type { hostConfigFields } from "./host-config.ts";
import type { Resources, SandboxLimits } from "./limits.ts";
import { engineError, refuse } from "./refusal.ts";

type HostConfig = Parsed<typeof hostConfigFields>;
type Asked = Pick<
  HostConfig,
  "Memory" | "MemoryReservation" | "NanoCpus" | "CpuPeriod" | "CpuQuota" | "PidsLimit"
>;

/**
 * What a container may use: what was asked for, else `fallback` (the lab's default, or what is in force when
 * a container is updated). Swap is never more than memory: the budget counts memory only.
 */
export function decideResources(
  asked: Asked,
  fallback: Resources,
  limits: SandboxLimits,
): { resources: Resources; fields: Json } {
  const memory = asked.Memory || Math.max(fallback.memory, asked.MemoryReservation ?? 0);
  const pids = asked.PidsLimit && asked.PidsLimit > 0 ? asked.PidsLimit : fallback.pids;
  const cpu = decideCpu(asked, fallback, limits);
  if (cpu.nanoCpus > limits.nanoCpus) {
    throw refuse("limit-cpus", { wanted: cpu.nanoCpus / 1e9, limit: limits.nanoCpus / 1e9 });
  }
  return {
    resources: { memory, nanoCpus: cpu.nanoCpus, pids },
    fields: {
      Memory: memory,
      MemorySwap: memory,
      ...(asked.MemoryReservation && { MemoryReservation: asked.MemoryReservation }),
      PidsLimit: pids,
      ...cpu.fields,
    },
  };
}

function decideCpu(
  asked: Asked,
  fallback: Resources,
  limits: SandboxLimits,
): { nanoCpus: number; fields: Json } {
  const { NanoCpus: nano = 0, CpuQuota: quota = 0, CpuPeriod: period = 0 } = asked;
  if (nano < 0) {
    const most = limits.nanoCpus / 1e9;
    const range = `range of CPUs is from 0.01 to ${most.toFixed(2)}`;
    throw engineError(400, `${range}, as there are only ${most} CPUs available`);
  }
  if (nano > 0 && (quota > 0 || period > 0)) {
    const other = period > 0 ? "CPU Period" : "CPU Quota";
    throw engineError(400, `Conflicting options: Nano CPUs and ${other} cannot both be set`);
  }
  if (quota > 0) {
    const nanoCpus = Math.round((quota / (period || 100_000)) * 1e9);
    return { nanoCpus, fields: { CpuQuota: quota, ...(period > 0 && { CpuPeriod: period }) } };
  }
  const nanoCpus = nano || fallback.nanoCpus;
  return { nanoCpus, fields: { NanoCpus: nanoCpus } };
}

/** `/dev/shm`: the engine's default unless asked, and bounded. */
export function decideShmSize(asked: number | undefined, limits: SandboxLimits): Json {
  if (!asked) return {};
  if (asked > limits.shmSize) throw refuse("shm-size", { size: asked, limit: limits.shmSize });
  return { ShmSize: asked };
}

/** Ulimits that a student may set, with the highest value of each; -1 ("unlimited") is above all of them. */
const ulimits: Record<string, number> = {
  core: 2 ** 30,
  cpu: 86_400,
  data: 2 ** 32,
  fsize: 2 ** 30,
  locks: 65_536,
  memlock: 2 ** 26,
  nofile: 65_536,
  nproc: 4096,
  stack: 2 ** 26,
};

export function decideUlimits(asked: NonNullable<HostConfig["Ulimits"]>): Json[] {
  return asked.map(({ Name: name = "", Soft: soft = 0, Hard: hard = 0 }) => {
    const most = Object.hasOwn(ulimits, name) ? ulimits[name] : undefined;
    if (most === undefined) throw refuse("ulimit-name", { name, allowed: Object.keys(ulimits).join(", ") });
    if (soft < 0 || hard < 0 || soft > most || hard > most) throw refuse("ulimit-bound", { name, most });
    return { Name: name, Soft: soft, Hard: hard };
  });
}
