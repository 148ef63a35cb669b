import type Docker from "dockerode";

/** What the lab's own containers (toolbox, probes) are held to: see "Defence behind the gate" in the operator guide. */
export function hardened(limits: {
  memoryMiB: number;
  pids: number;
  cgroupParent?: string;
  runtime?: string;
}): Docker.HostConfig {
  const memory = limits.memoryMiB * 1024 * 1024;
  return {
    Init: true,
    CapDrop: ["ALL"],
    SecurityOpt: ["no-new-privileges:true"],
    Memory: memory,
    MemorySwap: memory,
    PidsLimit: limits.pids,
    NanoCpus: 1_000_000_000,
    LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "1" } },
    ...(limits.cgroupParent && { CgroupParent: limits.cgroupParent }),
    ...(limits.runtime && { Runtime: limits.runtime }),
  };
}
