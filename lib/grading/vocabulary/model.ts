import { z } from "zod";
import type { ConfigModel } from "../config-model.ts";
import { configOf, type Snapshot } from "../snapshot.ts";
import { failed, passed, type Verdict, type YamlPath } from "../verdict.ts";
import { configEvidence, rejected } from "./config-evidence.ts";
import { serviceName, yamlPath } from "./parameters.ts";
import { composeCommand, type With, withSchema } from "./with.ts";

const called = withSchema.optional();

export const acceptedCheck = z.strictObject({
  type: z.literal("accepted").describe("Compose can read the project: `docker compose config` ends well."),
  with: called,
});

export const refusedCheck = z.strictObject({
  type: z
    .literal("refused")
    .describe("Compose refuses the project when it is called so, and says why: a required variable, say."),
  with: called,
  matches: z.string().min(1).describe("A regular expression over the words of `docker compose config`."),
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
  with: called,
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
  with: called,
});

export const networksCheck = z.strictObject({
  type: z.literal("on-networks").describe("Which of the project's networks a service is on, and which not."),
  service: serviceName.describe("The service."),
  includes: z.array(z.string()).default([]).describe("Networks that it must be on."),
  excludes: z.array(z.string()).default([]).describe("Networks that it must not be on."),
  with: called,
});

export function judgeAccepted(check: z.infer<typeof acceptedCheck>, snapshot: Snapshot): Verdict {
  const config = configOf(snapshot, check.with);
  if (!config?.model) return rejected(snapshot, check.with);
  const services = Object.keys(config.model.services);
  return passed("accepted", { services: services.join(", ") }, { evidence: configEvidence(config) });
}

export function judgeRefused(check: z.infer<typeof refusedCheck>, snapshot: Snapshot): Verdict {
  const config = configOf(snapshot, check.with);
  const command = composeCommand(check.with, ["config"]);
  if (!config) return failed("not-observed", { what: command });
  const evidence = configEvidence(config);
  if (config.model) return failed("not-refused", { command }, { evidence, ...layersOf(check.with) });
  const { words } = config;
  // Anything else that is wrong with the file would refuse it, too.
  return new RegExp(check.matches, "iu").test(words)
    ? passed("refused", { words }, { evidence })
    : failed("refused-otherwise", { words }, { evidence, ...layersOf(check.with) });
}

export function judgeModelPath(check: z.infer<typeof modelPathCheck>, snapshot: Snapshot): Verdict {
  const config = configOf(snapshot, check.with);
  const root = check.of === "written" ? snapshot.written : config?.model;
  if (!root || !config?.model) return rejected(snapshot, check.with);
  const value = valueAt(root, check.path);
  const path = check.path.join(".");
  const evidence = configEvidence(config, path, value);
  const details = { evidence, about: check.path, ...layersOf(check.with) };
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
  const kind = "equals" in check.expect ? "value" : "pattern";
  const holds =
    "equals" in check.expect ? found === expected : new RegExp(check.expect.matches, "u").test(asText(value));
  return holds
    ? passed("path-value", { path, value: found }, details)
    : failed("path-other-value", { path, found, expected, kind }, details);
}

export function judgeDependsOn(check: z.infer<typeof dependsOnCheck>, snapshot: Snapshot): Verdict {
  const config = configOf(snapshot, check.with);
  const model = config?.model;
  if (!model) return rejected(snapshot, check.with);
  const { service, on, condition } = check;
  const about: YamlPath = ["services", service, "depends_on", on];
  const path = `services.${service}.depends_on`;
  const evidence = configEvidence(config, path, model.services[service]?.depends_on);
  const details = { evidence, ...layersOf(check.with) };
  if (!model.services[service]) return failed("no-such-service", { service }, { evidence });
  if (!model.services[on]) return failed("no-such-service", { service: on }, { evidence });
  const conditions = conditionsTowards(model, service, on);
  if (conditions.has(condition)) {
    return passed("depends-on", { service, on, condition }, { ...details, about });
  }
  const found = [...conditions][0];
  return found
    ? failed("depends-on-other-condition", { service, on, condition, found }, { ...details, about })
    : failed("depends-on-missing", { service, on, condition }, { ...details, about: ["services", service] });
}

export function judgeNetworks(check: z.infer<typeof networksCheck>, snapshot: Snapshot): Verdict {
  const config = configOf(snapshot, check.with);
  if (!config?.model) return rejected(snapshot, check.with);
  const { service } = check;
  const found = config.model.services[service];
  if (!found) return failed("no-such-service", { service });
  const on = Object.keys(found.networks ?? {});
  const about: YamlPath = ["services", service, "networks"];
  const evidence = configEvidence(config, `services.${service}.networks`, on);
  const details = { evidence, about, ...layersOf(check.with) };
  const missing = check.includes.find((network) => !on.includes(network));
  if (missing) return failed("network-missing", { service, network: missing }, details);
  const unwanted = check.excludes.find((network) => on.includes(network));
  if (unwanted) return failed("network-unwanted", { service, network: unwanted }, details);
  return passed("on-networks", { service, networks: on.join(", ") }, details);
}

/** Where the files of this way of calling are named, verdicts are about their lines. */
function layersOf(given: With | undefined): Pick<Verdict, "layers"> {
  return given?.files ? { layers: given.files } : {};
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
