import { z } from "zod";
import type { EngineFacts } from "../engine-facts.ts";
import type { Probe } from "../probes.ts";
import { bytesOf, sizeText } from "../size.ts";
import { type Snapshot, stepOf } from "../snapshot.ts";
import { evidenceOf, failed, observed, passed, serviceNotRunning, type Verdict } from "../verdict.ts";
import { type EngineProbe, engineFactsOf } from "./facts-of.ts";
import { serviceName, stepName } from "./parameters.ts";
import { howItFailed } from "./service.ts";

export const size = z
  .string()
  .refine((text) => bytesOf(text) !== undefined, { error: "must be a size, such as 64m" });

export const limitsCheck = z.strictObject({
  type: z
    .literal("limits")
    .describe(
      "The limits under which every running container of a service is, as the kernel enforces them. The lab itself " +
        "gives a container that names none 192m, one processor and 100 processes: bounds must be below that.",
    ),
  service: serviceName.describe("The service."),
  memory: z
    .strictObject({
      atMost: size.describe("The largest memory limit that counts, such as 128m."),
      atLeast: size.optional().describe("The smallest one."),
    })
    .optional()
    .describe("Bounds of its memory limit."),
  cpus: z.number().positive().max(1).optional().describe("The largest share of processors that counts: 0.5."),
  pids: z.int().min(1).max(99).optional().describe("The largest number of processes that counts."),
});

export const killedForMemoryCheck = z.strictObject({
  type: z
    .literal("killed-for-memory")
    .describe(
      "During or after a step, the kernel killed a container of a service because it took more memory than its limit: " +
        "the engine reported it, and the container ended with exit code 137.",
    ),
  service: serviceName.describe("The service."),
  step: stepName.describe(
    "The id of the step from whose beginning is looked, usually one that makes it take memory.",
  ),
});

type LimitsCheck = z.infer<typeof limitsCheck>;

export function probesOfLimits(check: LimitsCheck): Probe[] {
  return [engineProbe(check)];
}

export function judgeLimits(check: LimitsCheck, snapshot: Snapshot): Verdict {
  const { service } = check;
  const containers = engineFactsOf(snapshot, engineProbe(check));
  if (containers.length === 0) return serviceNotRunning(service);
  const evidence = containers.map((one) =>
    observed(snapshot, `docker stats --no-stream ${one.name}`, shown(one)),
  );
  for (const one of containers) {
    const problem = problemOf(check, one);
    if (problem) return { ...problem, evidence };
  }
  const [first] = containers;
  const about = ["services", service];
  return passed("limits", { service, found: first ? shown(first) : "–" }, { evidence, about });
}

function problemOf({ service, memory, cpus, pids }: LimitsCheck, found: EngineFacts): Verdict | undefined {
  const limits = ["services", service, "deploy", "resources", "limits"];
  if (memory) {
    const most = bytesOf(memory.atMost) ?? 0;
    const least = memory.atLeast === undefined ? 0 : (bytesOf(memory.atLeast) ?? 0);
    const about = [...limits, "memory"];
    const bytes = found.memory ?? Number.POSITIVE_INFINITY;
    const seen = found.memory === undefined ? "–" : sizeText(found.memory);
    if (bytes > most)
      return failed("memory-unlimited", { service, found: seen, atMost: memory.atMost }, { about });
    if (bytes < least)
      return failed("memory-too-small", { service, found: seen, atLeast: memory.atLeast ?? "" }, { about });
  }
  if (cpus !== undefined && (found.cpus ?? Number.POSITIVE_INFINITY) > cpus + 0.001) {
    const params = { service, found: String(found.cpus ?? "–"), atMost: String(cpus) };
    return failed("cpus-unlimited", params, { about: [...limits, "cpus"] });
  }
  if (pids !== undefined && (found.pids ?? Number.POSITIVE_INFINITY) > pids) {
    const params = { service, found: String(found.pids ?? "–"), atMost: String(pids) };
    return failed("pids-unlimited", params, { about: [...limits, "pids"] });
  }
  return undefined;
}

export function judgeKilledForMemory(
  check: z.infer<typeof killedForMemoryCheck>,
  snapshot: Snapshot,
): Verdict {
  const { service } = check;
  const step = stepOf(snapshot, check.step);
  if (!step) return failed("not-observed", { what: check.step });
  const events = snapshot.events.filter(
    (event) => event.service === service && event.at >= step.startedAt - 1,
  );
  const list = events.map(
    ({ name, action, exitCode }) => `${name} ${action}${exitCode === undefined ? "" : ` (${exitCode})`}`,
  );
  const evidence = [
    ...evidenceOf(step),
    observed(snapshot, `docker events (${service})`, list.join(", ") || "–"),
  ];
  const about = ["services", service, "deploy", "resources", "limits", "memory"];
  if (!step.succeeded) {
    return failed("did-not-work", howItFailed(step), { evidence });
  }
  const starved = events.filter(({ action }) => action === "oom");
  const died = events.filter(({ action }) => action === "die");
  const killed = starved.some((oom) =>
    died.some(({ container, exitCode }) => container === oom.container && exitCode === 137),
  );
  if (killed) return passed("killed-for-memory", { service }, { evidence, about });
  const [death] = died;
  return death
    ? failed("died-otherwise", { service, code: death.exitCode ?? 0 }, { evidence, about })
    : failed("not-killed-for-memory", { service }, { evidence, about });
}

function shown({ memory, cpus, pids }: EngineFacts): string {
  const parts = [memory === undefined ? "–" : sizeText(memory), `${cpus ?? "–"} CPU`, `${pids ?? "–"} PIDs`];
  return parts.join(", ");
}

function engineProbe({ service }: { service: string }): EngineProbe {
  return { kind: "engine", service };
}
