import type Docker from "dockerode";
import { describe, expect, it } from "vitest";
import { readFacts } from "../../../sandbox-runner/grading/engine-facts.ts";

function info(host: Docker.HostConfig, env: string[] = []) {
  // Only these two parts of the engine's long answer are read.
  return { Config: { Env: env }, HostConfig: host } as unknown as Docker.ContainerInspectInfo;
}

const log = { driver: "json-file", options: { "max-size": "1m" } };
const logging: Docker.HostConfig = { LogConfig: { Type: "json-file", Config: { "max-size": "1m" } } };

describe("the engine's facts", () => {
  it("must be read where control groups are of version 1", () => {
    const stats = {
      memory_stats: { usage: 1, limit: 67108864, stats: { hierarchical_memory_limit: 67108864 } },
      pids_stats: { current: 1, limit: 50 },
    };
    expect(readFacts(info({ ...logging, NanoCpus: 500_000_000 }), stats)).toEqual({
      environment: {},
      memory: 67108864,
      cpus: 0.5,
      pids: 50,
      log,
    });
  });

  it("must be read where control groups are of version 2", () => {
    const stats = {
      memory_stats: { usage: 1, limit: 67108864, stats: { anon: 1, inactive_file: 0 } },
      pids_stats: { current: 1, limit: 2 ** 64 },
    };
    const facts = readFacts(info({ ...logging, CpuQuota: 25_000, CpuPeriod: 50_000 }), stats);
    expect(facts).toEqual({ environment: {}, memory: 67108864, cpus: 0.5, log });
  });

  it("must know no limit where the kernel has none", () => {
    const stats = { memory_stats: { limit: 2 ** 63 - 4096 }, pids_stats: {} };
    expect(readFacts(info(logging), stats)).toEqual({ environment: {}, log });
  });

  it("must read variables with = in their values, and without any", () => {
    const { environment } = readFacts(info(logging, ["A=b=c", "EMPTY=", "BARE"]), {});
    expect(environment).toEqual({ A: "b=c", EMPTY: "", BARE: "" });
  });
});
