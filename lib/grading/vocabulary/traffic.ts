import { z } from "zod";
import type { Evidence } from "../result.ts";
import { type LoadRequest, type Snapshot, type StepOutcome, stepOf } from "../snapshot.ts";
import { evidenceOf, failed, passed, type Verdict } from "../verdict.ts";
import { serviceName, stepName } from "./parameters.ts";
import { howItFailed } from "./service.ts";

/** Checks of what the requests of a `load` step were answered with. */

const fieldValue = z.strictObject({
  field: z.string().describe("One of the step's `fields`."),
  value: z.string().describe("The value, as text."),
});

export const shareCheck = z.strictObject({
  type: z
    .literal("share")
    .describe(
      "What part of the answers of a `load` step came from a service, or had a value, is within bounds; where it has a " +
        "`while`, of those after it. Failures count from the first to the last.",
    ),
  step: stepName.describe("The id of the `load` step."),
  of: z
    .union([
      z.strictObject({
        service: serviceName.describe(
          "A service, whose containers are told by the engine (needs `instance`).",
        ),
      }),
      fieldValue,
    ])
    .describe("Which answers are counted."),
  atLeast: z.number().min(0).max(1).describe("What part of all requests at least: 0.1 is a tenth."),
  atMost: z.number().min(0).max(1).describe("What part at most."),
  failures: z.int().min(0).default(0).describe("How many requests may fail."),
});

export const updateCheck = z.strictObject({
  type: z
    .literal("update")
    .describe(
      "Under the requests of a `load` step, what its `while` did was really an update: before it one value was " +
        "answered, after it another one, by containers that the engine knows, and few enough requests failed.",
    ),
  step: stepName.describe("The id of the `load` step."),
  field: z.string().describe("The one of the step's `fields` that tells the versions apart."),
  from: z.string().describe("The only value before."),
  to: z.string().describe("The only value after."),
  services: z
    .array(serviceName)
    .min(1)
    .describe("The services whose containers must have answered (needs `instance`)."),
  failures: z.int().min(0).default(0).describe("How many requests may fail, from the first to the last."),
  p95: z.number().positive().optional().describe("Milliseconds within which 95 of 100 must be answered."),
});

export function judgeShare(check: z.infer<typeof shareCheck>, snapshot: Snapshot): Verdict {
  const step = stepOf(snapshot, check.step);
  const asked = step?.during ? afterwards(step) : (step?.requests ?? []);
  if (!step || asked.length === 0) return notObserved(step, check.step);
  if (!step.succeeded) return didNotWork(step, snapshot, evidenceOf(step));
  const { of } = check;
  const what = "service" in of ? of.service : `${of.field} = ${of.value}`;
  const about = "service" in of ? ["services", of.service] : ["services"];
  const evidence = [...evidenceOf(step), spread(step, asked)];
  const problem = failuresProblem(step.requests, check.failures);
  if (problem) return { ...problem, evidence, about };
  const total = asked.length;
  const count = asked.filter((request) =>
    "service" in of ? hostOf(step, request) === of.service : request.fields?.[of.field] === of.value,
  ).length;
  const params = { what, count, total, percent: percent(count / total) };
  if (count < check.atLeast * total)
    return failed("share-too-small", { ...params, bound: percent(check.atLeast) }, { evidence, about });
  if (count > check.atMost * total)
    return failed("share-too-large", { ...params, bound: percent(check.atMost) }, { evidence, about });
  return passed("share", params, { evidence, about });
}

export function judgeUpdate(check: z.infer<typeof updateCheck>, snapshot: Snapshot): Verdict {
  const step = stepOf(snapshot, check.step);
  if (!step?.during || step.requests.length === 0) return notObserved(step, check.step);
  const evidence = [...evidenceOf(step), phases(step, check.field)];
  if (!step.succeeded) return didNotWork(step, snapshot, evidence);
  const { from } = step.during;
  const before = step.requests.filter(({ at, milliseconds }) => at + milliseconds <= from);
  const after = afterwards(step);
  const problem = failuresProblem(step.requests, check.failures);
  if (problem) return { ...problem, evidence };
  const answeredBefore = before.filter(isAnswered);
  const answeredAfter = after.filter(isAnswered);
  if (answeredBefore.length === 0 || answeredAfter.length === 0) return notObserved(step, check.step);
  const versionOf = ({ fields }: LoadRequest) => fields?.[check.field] ?? "–";
  const early = answeredBefore.find((request) => versionOf(request) !== check.from);
  if (early) {
    return failed("other-version-before", { expected: check.from, found: versionOf(early) }, { evidence });
  }
  const late = answeredAfter.find((request) => versionOf(request) !== check.to);
  if (late)
    return failed("other-version-after", { expected: check.to, found: versionOf(late) }, { evidence });
  // A version that is only spoken of is none: it must come from containers of these services.
  const answered = [...answeredBefore, ...answeredAfter];
  const stranger = answered.find((request) => !check.services.includes(hostOf(step, request) ?? ""));
  if (stranger) {
    const services = check.services.join(", ");
    return failed("answered-by-stranger", { instance: stranger.instance ?? "–", services }, { evidence });
  }
  const old = new Set(answeredBefore.map(({ instance }) => instance));
  // A host name that the student gave may pass from one container to the next.
  const stayed = ({ instance = "" }: LoadRequest) => step.hosts?.[instance]?.containers.length === 1;
  if (answeredAfter.some((request) => old.has(request.instance) && stayed(request))) {
    return failed("same-container-after", { from: check.from, to: check.to }, { evidence });
  }
  const slow = p95Of(step.requests);
  if (check.p95 !== undefined && slow > check.p95) {
    return failed("too-slow", { found: slow, bound: check.p95 }, { evidence });
  }
  const total = step.requests.length;
  return passed("updated", { from: check.from, to: check.to, total }, { evidence });
}

/** What was asked once the step within had ended. */
function afterwards({ requests, during }: StepOutcome): LoadRequest[] {
  return requests.filter(({ at }) => at >= (during?.to ?? 0));
}

/** It is what was done under the load that failed: its own words say more than those of the load. */
function didNotWork(step: StepOutcome, snapshot: Snapshot, evidence: Evidence[]): Verdict {
  const inner = stepOf(snapshot, step.during?.step ?? "") ?? step;
  return failed("did-not-work", howItFailed(inner), { evidence, final: true });
}

function notObserved(step: StepOutcome | undefined, id: string): Verdict {
  return failed("not-observed", { what: step?.answer || id }, { evidence: evidenceOf(step) });
}

function failuresProblem(requests: LoadRequest[], allowed: number): Verdict | undefined {
  const wrong = requests.filter((request) => !isAnswered(request));
  const first = wrong[0];
  if (!first || wrong.length <= allowed) return undefined;
  const error = first.error ?? String(first.status);
  return failed("requests-failed", { count: wrong.length, total: requests.length, error });
}

function isAnswered({ status, error }: LoadRequest): boolean {
  return status === 200 && error === undefined;
}

/** The service that gave an answer, if it is from a container that the engine knows. */
function hostOf({ hosts = {} }: StepOutcome, { instance }: LoadRequest): string | undefined {
  return instance === undefined ? undefined : hosts[instance]?.service;
}

function p95Of(requests: LoadRequest[]): number {
  const sorted = requests.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}

function percent(part: number): number {
  return Math.round(part * 1000) / 10;
}

/** Who answered how often, by service where the engine knows it, with what the answers say of themselves. */
function spread(step: StepOutcome, asked: LoadRequest[]): Evidence {
  return counted(step, "answers", asked, (request) => {
    const values = Object.entries(request.fields ?? {}).map(([name, value]) => `${name} ${value}`);
    return [hostOf(step, request) ?? request.instance ?? [], values].flat(2).join(", ");
  });
}

function phases(step: StepOutcome, field: string): Evidence {
  const { from, to } = step.during ?? { from: 0, to: 0 };
  return counted(step, `answers (${field})`, step.requests, ({ at, milliseconds, status, error, fields }) => {
    const phase = at + milliseconds <= from ? "before" : at >= to ? "after" : "meanwhile";
    return `${phase}: ${error ?? (status === 200 ? (fields?.[field] ?? "–") : status)}`;
  });
}

const longestList = 12;

function counted(
  step: StepOutcome,
  what: string,
  requests: LoadRequest[],
  name: (request: LoadRequest) => string,
): Evidence {
  const counts = new Map<string, number>();
  for (const request of requests) counts.set(name(request), (counts.get(name(request)) ?? 0) + 1);
  const lines = [...counts].slice(0, longestList).map(([one, count]) => `${one}: ${count}`);
  return { what, answer: lines.join("\n") || "–", at: new Date(step.endedAt).toISOString() };
}
