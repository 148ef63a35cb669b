import { z } from "zod";
import type { ConfigModel } from "../config-model.ts";
import type { Snapshot } from "../snapshot.ts";
import { failed, passed, type Verdict, type YamlPath } from "../verdict.ts";
import { configEvidence, rejected } from "./config-evidence.ts";
import { serviceName, yamlPath } from "./parameters.ts";

export const acceptedCheck = z.strictObject({
  type: z.literal("accepted").describe("Compose can read the project: `docker compose config` ends well."),
});

export const modelPathCheck = z.strictObject({
  type: z.literal("model-path").describe("A value in the Compose model, or one that must not be there."),
  path: yamlPath.describe("Where it stands: a list of keys, such as [services, db, healthcheck, test]."),
  of: z
    .enum(["resolved", "written"])
    .default("resolved")
    .describe(
      "`resolved` is what `docker compose config` makes of the files, `written` the main file as it is.",
    ),
  expect: z
    .union([
      z.strictObject({ exists: z.boolean().describe("Whether there must be a value or must be none.") }),
      z.strictObject({ equals: z.unknown().describe("The exact value, as JSON has it.") }),
      z.strictObject({ matches: z.string().describe("A regular expression over the value as text.") }),
    ])
    .describe("What must be true of the value."),
});

export const dependsOnCheck = z.strictObject({
  type: z
    .literal("depends-on")
    .describe("A service waits for another by `depends_on`, itself or through services between them."),
  service: serviceName.describe("The service that must wait."),
  on: serviceName.describe("The service that it must wait for."),
  condition: z
    .enum(["service_started", "service_healthy", "service_completed_successfully"])
    .describe("The condition on the last step of the way."),
});

export const networksCheck = z.strictObject({
  type: z.literal("on-networks").describe("Which of the project's networks a service is on, and which not."),
  service: serviceName.describe("The service."),
  includes: z.array(z.string()).default([]).describe("Networks that it must be on."),
  excludes: z.array(z.string()).default([]).describe("Networks that it must not be on."),
});

export function judgeAccepted(_: z.infer<typeof acceptedCheck>, snapshot: Snapshot): Verdict {
  if (!snapshot.config.model) return rejected(snapshot);
  const services = Object.keys(snapshot.config.model.services);
  return passed("accepted", { services: services.join(", ") }, { evidence: configEvidence(snapshot) });
}

export function judgeModelPath(check: z.infer<typeof modelPathCheck>, snapshot: Snapshot): Verdict {
  const root = check.of === "written" ? snapshot.written : snapshot.config.model;
  if (!root || !snapshot.config.model) return rejected(snapshot);
  const value = valueAt(root, check.path);
  const path = check.path.join(".");
  const details = { evidence: configEvidence(snapshot, path, value), about: check.path };
  const found = value === undefined ? "–" : shown(value);
  if ("exists" in check.expect) {
    if (check.expect.exists === (value !== undefined)) {
      return passed(check.expect.exists ? "path-exists" : "path-absent", { path }, details);
    }
    return failed(check.expect.exists ? "path-missing" : "path-unwanted", { path }, details);
  }
  // A value that is not there neither equals nor matches anything.
  if (value === undefined) return failed("path-missing", { path }, details);
  const expected = "equals" in check.expect ? shown(check.expect.equals) : `/${check.expect.matches}/`;
  const holds =
    "equals" in check.expect ? found === expected : new RegExp(check.expect.matches, "u").test(asText(value));
  return holds
    ? passed("path-value", { path, value: found }, details)
    : failed("path-other-value", { path, found, expected }, details);
}

export function judgeDependsOn(check: z.infer<typeof dependsOnCheck>, snapshot: Snapshot): Verdict {
  const { model } = snapshot.config;
  if (!model) return rejected(snapshot);
  const { service, on, condition } = check;
  const about: YamlPath = ["services", service, "depends_on", on];
  const evidence = configEvidence(
    snapshot,
    `services.${service}.depends_on`,
    model.services[service]?.depends_on,
  );
  if (!model.services[service]) return failed("no-such-service", { service }, { evidence });
  if (!model.services[on]) return failed("no-such-service", { service: on }, { evidence });
  const conditions = conditionsTowards(model, service, on);
  if (conditions.has(condition)) {
    return passed("depends-on", { service, on, condition }, { evidence, about });
  }
  const found = [...conditions][0];
  return found
    ? failed("depends-on-other-condition", { service, on, condition, found }, { evidence, about })
    : failed("depends-on-missing", { service, on, condition }, { evidence, about: ["services", service] });
}

export function judgeNetworks(check: z.infer<typeof networksCheck>, snapshot: Snapshot): Verdict {
  const { model } = snapshot.config;
  if (!model) return rejected(snapshot);
  const { service } = check;
  const found = model.services[service];
  if (!found) return failed("no-such-service", { service });
  const on = Object.keys(found.networks ?? {});
  const about: YamlPath = ["services", service, "networks"];
  const details = { evidence: configEvidence(snapshot, `services.${service}.networks`, on), about };
  const missing = check.includes.find((network) => !on.includes(network));
  if (missing) return failed("network-missing", { service, network: missing }, details);
  const unwanted = check.excludes.find((network) => on.includes(network));
  if (unwanted) return failed("network-unwanted", { service, network: unwanted }, details);
  return passed("on-networks", { service, networks: on.join(", ") }, details);
}

/** The conditions of the last steps of all ways along `depends_on` from one service to another. */
export function conditionsTowards(model: ConfigModel, from: string, to: string): Set<string> {
  const conditions = new Set<string>();
  const seen = new Set<string>();
  const open = [from];
  for (let service = open.pop(); service !== undefined; service = open.pop()) {
    if (seen.has(service)) continue;
    seen.add(service);
    for (const [next, { condition }] of Object.entries(model.services[service]?.depends_on ?? {})) {
      if (next === to) conditions.add(condition);
      else open.push(next);
    }
  }
  return conditions;
}

function valueAt(root: unknown, path: YamlPath): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.entries(value).find(([name]) => name === String(key))?.[1];
  }
  return value ?? undefined;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function shown(value: unknown): string {
  return JSON.stringify(value);
}
