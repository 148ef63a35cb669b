import type Docker from "dockerode";
import { z } from "zod";
import type { EngineFacts } from "../../lib/grading/engine-facts.ts";
import type { Answer } from "../../lib/grading/probes.ts";
import type { ContainerView } from "../../lib/grading/snapshot.ts";
import { ignoreMissing } from "./containers.ts";
import { now, type RunState } from "./run-state.ts";

/**
 * https://docs.docker.com/reference/api/engine/ (ContainerStats). What the engine reads from the container's control
 * group, of either version: a limit that is none is left out, 0, or larger than any machine.
 */
const statsSchema = z.object({
  memory_stats: z.object({ limit: z.number().optional() }).optional(),
  pids_stats: z.object({ limit: z.number().optional() }).optional(),
});

const largestMemory = 2 ** 46;
const mostProcesses = 2 ** 31;

/** The facts of every running container of a service. */
export async function engineFacts(
  run: Pick<RunState, "context">,
  containers: ContainerView[],
  service: string,
): Promise<Answer> {
  const running = containers.filter((container) => container.service === service && container.running);
  const facts = await Promise.all(running.map((container) => factsOf(run, container)));
  const found = facts.filter((one) => one !== undefined);
  const what = `docker inspect ${running.map(({ name }) => name).join(" ")}`;
  const answer = found.map(
    ({ name, memory, cpus, pids }) => `${name}: ${memory ?? "–"}, ${cpus ?? "–"}, ${pids ?? "–"}`,
  );
  return {
    kind: "engine",
    containers: found,
    evidence: { what, answer: answer.join("\n") || "–" },
    at: now(),
  };
}

async function factsOf(
  run: Pick<RunState, "context">,
  { id, name }: ContainerView,
): Promise<EngineFacts | undefined> {
  const container = run.context.engine.docker.getContainer(id);
  const [info, stats] = await Promise.all([
    container.inspect().catch(ignoreMissing),
    container.stats({ stream: false, "one-shot": true }).catch(ignoreMissing),
  ]);
  if (!info || !stats) return undefined;
  return { name, ...readFacts(info, stats) };
}

/** From what the engine answers to `inspect` and `stats`. */
export function readFacts(
  { Config, HostConfig }: Pick<Docker.ContainerInspectInfo, "Config" | "HostConfig">,
  stats: unknown,
): Omit<EngineFacts, "name"> {
  const { memory_stats, pids_stats } = statsSchema.parse(stats);
  const memory = memory_stats?.limit;
  const pids = pids_stats?.limit;
  const cpus = cpusOf(HostConfig);
  return {
    environment: Object.fromEntries((Config.Env ?? []).map(splitOnce)),
    ...(memory && memory < largestMemory && { memory }),
    ...(pids && pids < mostProcesses && { pids }),
    ...(cpus && { cpus }),
    log: { driver: HostConfig.LogConfig?.Type ?? "", options: HostConfig.LogConfig?.Config ?? {} },
  };
}

function cpusOf({ NanoCpus, CpuQuota, CpuPeriod }: Docker.HostConfig): number | undefined {
  if (NanoCpus) return NanoCpus / 1e9;
  return CpuQuota && CpuQuota > 0 ? CpuQuota / (CpuPeriod || 100_000) : undefined;
}

function splitOnce(line: string): [string, string] {
  const at = line.indexOf("=");
  return at === -1 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
}
