import { z } from "zod";
import type { Answer, HttpProbe, Probe } from "../probes.ts";
import { bareName } from "../service-name.ts";
import { answerOf, runningOf, type Snapshot, stepOf } from "../snapshot.ts";
import { evidenceOf, failed, passed, serviceNotRunning, type Verdict } from "../verdict.ts";
import { port, serviceName, stepName } from "./parameters.ts";

const prometheus = serviceName.describe("The service that runs Prometheus, which the grader itself asks.");

export const targetsUpCheck = z.strictObject({
  type: z
    .literal("targets-up")
    .describe("Prometheus scrapes the containers of a service, and every one of these targets is up."),
  prometheus,
  port: port.default(9090).describe("Its port."),
  service: serviceName.describe(
    "The service that must be scraped, by its name or by its containers' addresses.",
  ),
  atLeast: z.int().min(1).default(1).describe("How many targets at least."),
});

export const alertCheck = z.strictObject({
  type: z
    .literal("alert")
    .describe("An alerting rule of Prometheus is quiet, or fires because of what a step did."),
  prometheus,
  port: port.default(9090).describe("Its port."),
  alert: z.string().min(1).describe("The alert's name."),
  expect: z
    .enum(["quiet", "firing"])
    .describe("`quiet`: the rule is there, was evaluated and is inactive. `firing`: it fires."),
  since: stepName
    .optional()
    .describe(
      "The id of a step. `firing`: the alert must not have become active before it. `quiet`: the rule must have been " +
        "evaluated after it, so that what it speaks of was there to be seen.",
    ),
});

type TargetsUpCheck = z.infer<typeof targetsUpCheck>;
type AlertCheck = z.infer<typeof alertCheck>;

/** https://prometheus.io/docs/prometheus/latest/querying/api/#targets */
const targetsSchema = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({ scrapeUrl: z.string(), health: z.string(), lastError: z.string().default("") }),
    ),
  }),
});

/** https://prometheus.io/docs/prometheus/latest/querying/api/#rules */
const rulesSchema = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            name: z.string(),
            state: z.string().default("inactive"),
            health: z.string().default("unknown"),
            lastError: z.string().default(""),
            lastEvaluation: z.string().default(""),
            alerts: z.array(z.object({ state: z.string(), activeAt: z.string() })).default([]),
          }),
        ),
      }),
    ),
  }),
});

export function probesOfTargetsUp(check: TargetsUpCheck): Probe[] {
  return [apiProbe(check, "/api/v1/targets?state=active")];
}

export function judgeTargetsUp(check: TargetsUpCheck, snapshot: Snapshot): Verdict {
  const { service, atLeast } = check;
  const asked = askedOf(check, snapshot, "/api/v1/targets?state=active", targetsSchema);
  if (asked.problem) return asked.problem;
  const { evidence, value } = asked;
  const about = ["services", check.prometheus];
  const own = value.data.activeTargets.filter(({ scrapeUrl }) => isOf(snapshot, service, scrapeUrl));
  if (own.length === 0) return failed("no-target", { service }, { evidence, about });
  const down = own.find(({ health }) => health !== "up");
  if (down) {
    const words = down.lastError || down.health;
    return failed("target-down", { target: down.scrapeUrl, words }, { evidence, about });
  }
  // The same address under two jobs is one target.
  const count = new Set(own.map(({ scrapeUrl }) => hostOf(scrapeUrl))).size;
  return count < atLeast
    ? failed("too-few-targets", { service, count, atLeast }, { evidence, about })
    : passed("targets-up", { service, count }, { evidence, about });
}

export function probesOfAlert(check: AlertCheck): Probe[] {
  return [apiProbe(check, "/api/v1/rules?type=alert")];
}

export function judgeAlert(check: AlertCheck, snapshot: Snapshot): Verdict {
  const { alert } = check;
  const since = check.since === undefined ? undefined : stepOf(snapshot, check.since);
  if (check.since !== undefined && !since) return failed("not-observed", { what: check.since });
  const asked = askedOf(check, snapshot, "/api/v1/rules?type=alert", rulesSchema);
  if (asked.problem) return asked.problem;
  const evidence = [...evidenceOf(since), ...asked.evidence];
  const about = ["services", check.prometheus];
  const rules = asked.value.data.groups.flatMap((group) => group.rules).filter(({ name }) => name === alert);
  const [rule] = rules;
  if (!rule) return failed("no-alert", { alert }, { evidence, about });
  const broken = rules.find(({ health }) => health === "err");
  if (broken) return failed("alert-broken", { alert, words: broken.lastError }, { evidence, about });
  if (check.expect === "quiet") {
    const isFresh = ({ lastEvaluation }: { lastEvaluation: string }) =>
      !since || Date.parse(lastEvaluation) >= since.endedAt;
    if (rules.some((one) => one.health !== "ok" || !isFresh(one)))
      return failed("alert-unevaluated", { alert }, { evidence, about });
    const loud = rules.find(({ state }) => state !== "inactive");
    return loud
      ? failed("alert-not-quiet", { alert, state: loud.state }, { evidence, about })
      : passed("alert-quiet", { alert }, { evidence, about });
  }
  const firing = rules.flatMap(({ alerts }) => alerts).filter(({ state }) => state === "firing");
  if (firing.length === 0) return failed("alert-silent", { alert, state: rule.state }, { evidence, about });
  const fresh = firing.filter(({ activeAt }) => !since || Date.parse(activeAt) >= since.startedAt - 1000);
  return fresh.length === 0
    ? failed("alert-was-active", { alert }, { evidence, about })
    : passed("alert-fires", { alert }, { evidence, about });
}

type Asked<Value> =
  | { problem: Verdict }
  | { problem?: undefined; value: Value; evidence: ReturnType<typeof evidenceOf> };

function askedOf<Value>(
  check: { prometheus: string; port: number },
  snapshot: Snapshot,
  path: string,
  schema: z.ZodType<Value>,
): Asked<Value> {
  const service = check.prometheus;
  const answer = answerOf(snapshot, apiProbe(check, path));
  if (!answer || answer.kind === "unasked") return { problem: serviceNotRunning(service) };
  const details = { evidence: evidenceOf(answer), about: ["services", service] };
  const parsed = answer.status === 200 ? schema.safeParse(jsonOf(answer)) : undefined;
  if (parsed?.success) return { value: parsed.data, evidence: details.evidence };
  const error = answer.error ?? `${answer.status ?? "–"}`;
  return { problem: failed("no-answer", { request: `GET :${check.port}${path}`, error }, details) };
}

function jsonOf({ body }: Extract<Answer, { kind: "http" }>): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isOf(snapshot: Snapshot, service: string, scrapeUrl: string): boolean {
  const containers = runningOf(snapshot, service);
  const names = containers.flatMap(({ name, hostname, addresses }) => [
    name,
    hostname,
    ...Object.values(addresses),
  ]);
  return containers.length > 0 && [bareName(service), ...names].includes(hostOf(scrapeUrl));
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : "";
}

function apiProbe(check: { prometheus: string; port: number }, path: string): HttpProbe {
  const route = { from: check.prometheus, to: "localhost", port: check.port };
  return { kind: "http", route, method: "GET", path };
}
