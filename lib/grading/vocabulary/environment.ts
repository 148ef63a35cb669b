import { z } from "zod";
import type { Probe } from "../probes.ts";
import type { Snapshot } from "../snapshot.ts";
import { failed, passed, serviceNotRunning, type Verdict } from "../verdict.ts";
import { type EngineProbe, engineFactsOf } from "./facts-of.ts";
import { serviceName } from "./parameters.ts";

export const envCheck = z.strictObject({
  type: z
    .literal("env")
    .describe("An environment variable as the engine gave it to a service's running containers."),
  service: serviceName.describe("The service."),
  name: z.string().min(1).describe("The variable's name."),
  expect: z
    .union([
      z.strictObject({ equals: z.string().describe("The exact value.") }),
      z.strictObject({ matches: z.string().describe("A regular expression over the value.") }),
      z.strictObject({ absent: z.literal(true).describe("It must not be set at all.") }),
    ])
    .describe("What must be true of it, in every container of the service."),
});

type EnvCheck = z.infer<typeof envCheck>;

export function probesOfEnv(check: EnvCheck): Probe[] {
  return [engineProbe(check)];
}

export function judgeEnv(check: EnvCheck, snapshot: Snapshot): Verdict {
  const { service, name, expect } = check;
  const containers = engineFactsOf(snapshot, engineProbe(check));
  if (containers.length === 0) return serviceNotRunning(service);
  const evidence = containers.map((container) => ({
    what: `docker compose exec ${service} printenv ${name}`,
    answer: container.environment[name] ?? "–",
    at: snapshot.at,
  }));
  const details = { evidence, about: ["services", service, "environment", name] };
  for (const { environment } of containers) {
    const value = environment[name];
    if ("absent" in expect) {
      if (value !== undefined) return failed("env-present", { service, name, value }, details);
    } else if (value === undefined) return failed("env-missing", { service, name }, details);
    else if (!fits(value, expect)) {
      const expected = "equals" in expect ? expect.equals : `/${expect.matches}/`;
      const kind = "equals" in expect ? "value" : "pattern";
      return failed("env-other-value", { service, name, value, expected, kind }, details);
    }
  }
  return "absent" in expect
    ? passed("env-absent", { service, name }, details)
    : passed("env", { service, name, value: containers[0]?.environment[name] ?? "" }, details);
}

function fits(value: string, expect: { equals: string } | { matches: string }): boolean {
  return "equals" in expect ? value === expect.equals : new RegExp(expect.matches, "u").test(value);
}

function engineProbe({ service }: EnvCheck): EngineProbe {
  return { kind: "engine", service };
}
