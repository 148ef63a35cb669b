import { admit, usageOf } from "./budget.ts";
import { describeFields, type Parsed, readFields, refused } from "./fields.ts";
import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { hostConfigFields } from "./host-config.ts";
import type { Inventory, OwnContainer } from "./inventory.ts";
import type { Resources } from "./limits.ts";
import { asNumber } from "./read-answer.ts";
import { engineError, refuse } from "./refusal.ts";
import { decideResources } from "./resources.ts";
import { readStudentView } from "./student-view.ts";

const { RestartPolicy, CpuShares, BlkioWeight, CpusetCpus } = hostConfigFields;
const { Memory, MemoryReservation, MemorySwap, NanoCpus, CpuPeriod, CpuQuota, PidsLimit } = hostConfigFields;

/** What `docker update` can change, and what it cannot: every field that the engine has for it. */
const updateFields = {
  RestartPolicy,
  CpuShares,
  BlkioWeight,
  CpusetCpus,
  Memory,
  MemoryReservation,
  MemorySwap,
  NanoCpus,
  CpuPeriod,
  CpuQuota,
  PidsLimit,
  CpusetMems: refused("cpuset"),
  CpuRealtimePeriod: refused("realtime"),
  CpuRealtimeRuntime: refused("realtime"),
  KernelMemory: refused("kernel-memory"),
  KernelMemoryTCP: refused("kernel-memory"),
  CgroupParent: refused("cgroup"),
  Devices: refused("devices"),
  DeviceCgroupRules: refused("devices"),
  DeviceRequests: refused("devices"),
  BlkioWeightDevice: refused("devices"),
  BlkioDeviceReadBps: refused("devices"),
  BlkioDeviceWriteBps: refused("devices"),
  BlkioDeviceReadIOps: refused("devices"),
  BlkioDeviceWriteIOps: refused("devices"),
  OomKillDisable: refused("oom-kill"),
  Init: refused("field-unknown"),
  Ulimits: refused("field-unknown"),
  CpuCount: refused("windows-only"),
  CpuPercent: refused("windows-only"),
  IOMaximumIOps: refused("windows-only"),
  IOMaximumBandwidth: refused("windows-only"),
  MemorySwappiness: hostConfigFields.MemorySwappiness,
};

/**
 * Decides a `POST /containers/{id}/update`. What is not mentioned stays as it is; limits move within the
 * sandbox's budget, in which the container's present share counts as free.
 */
export function decideContainerUpdate(
  body: unknown,
  context: { sandbox: GateSandbox; inventory: Inventory; container: OwnContainer },
): { body: Json; resources: Resources } {
  const { sandbox, inventory, container } = context;
  const request: Parsed<typeof updateFields> = readFields(body, updateFields);
  if (request.PidsLimit !== undefined && request.PidsLimit < 0) {
    throw refuse("out-of-range", {
      field: "PidsLimit",
      value: request.PidsLimit,
      least: 1,
      most: sandbox.limits.pids,
    });
  }
  checkSwap(request, container);
  const { resources, fields } = decideResources(request, container.resources, sandbox.limits);
  const others = {
    ...inventory,
    containers: inventory.containers.filter((item) => item.id !== container.id),
  };
  admit(usageOf(others), { memory: resources.memory, pids: resources.pids }, sandbox.limits);
  const asked = new Set(Object.keys(request).flatMap((name) => affected[name] ?? []));
  const changed = Object.fromEntries(Object.entries(fields).filter(([name]) => asked.has(name)));
  return { body: { ...copyPlain(request), ...changed }, resources };
}

/** More memory than the limit of memory and swap together, which the student did not raise. */
function checkSwap(request: Parsed<typeof updateFields>, container: OwnContainer): void {
  const { host, assigned } = readStudentView(container.labels);
  // Once updated, a container has as much of both.
  if (!request.Memory || request.MemorySwap || assigned.Memory !== container.resources.memory) return;
  const swap = asNumber(host.MemorySwap) || asNumber(host.Memory) * 2;
  if (request.Memory <= swap) return;
  const rule = "Memory limit should be smaller than already set memoryswap limit";
  const text = `${rule}, update the memoryswap at the same time`;
  throw engineError(409, `Cannot update container ${container.id}: ${text}`);
}

/** Which engine fields follow from one of the request's. */
const affected: Record<string, string[]> = {
  Memory: ["Memory", "MemorySwap"],
  MemorySwap: ["Memory", "MemorySwap"],
  MemoryReservation: ["MemoryReservation"],
  NanoCpus: ["NanoCpus"],
  CpuPeriod: ["CpuPeriod", "CpuQuota"],
  CpuQuota: ["CpuPeriod", "CpuQuota"],
  PidsLimit: ["PidsLimit"],
};

function copyPlain(request: Parsed<typeof updateFields>): Json {
  const { RestartPolicy: restart, CpuShares: shares, BlkioWeight: weight, CpusetCpus: cpus } = request;
  return {
    ...(restart?.Name && { RestartPolicy: restart }),
    ...(shares && { CpuShares: shares }),
    ...(weight && { BlkioWeight: weight }),
    ...(cpus && { CpusetCpus: cpus }),
  };
}

/** Every field of an update request, and what the gate does with it. */
export function updateRequestFields() {
  return { UpdateRequest: describeFields(updateFields) };
}
