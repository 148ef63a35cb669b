import { z } from "zod";
import type { Answer, HttpProbe, Probe, Route } from "../probes.ts";
import { bareName } from "../service-name.ts";
import {
  answerOf,
  containersOf,
  type LoadRequest,
  runningOf,
  type Snapshot,
  type StepOutcome,
  stepOf,
} from "../snapshot.ts";
import { evidenceOf, failed, passed, type Verdict, type YamlPath } from "../verdict.ts";
import { httpMethod, route, serviceName, stepName } from "./parameters.ts";

export const httpCheck = z.strictObject({
  type: z.literal("http").describe("An HTTP request is answered as expected."),
  via: route.describe("Through a published port, or from inside a service."),
  service: serviceName
    .optional()
    .describe("With a published port: the service whose container must have published it."),
  method: httpMethod.default("GET").describe("The method."),
  path: z.string().startsWith("/").describe("The path, with its query."),
  body: z.string().optional().describe("The body that is sent, as JSON."),
  expect: z
    .strictObject({
      status: z.int().min(100).max(599).default(200).describe("The status code."),
      header: z
        .strictObject({
          name: z.string().describe("The header's name."),
          matches: z.string().describe("A regular expression over its value."),
        })
        .optional()
        .describe("A header of the answer."),
      contains: z.string().optional().describe("A text that stands in the body."),
      json: z
        .strictObject({
          path: z.array(z.union([z.string(), z.int()])).describe("Keys and indexes into the answer's JSON."),
          equals: z.unknown().describe("The exact value there."),
        })
        .optional()
        .describe("A value in the answer's JSON."),
    })
    .describe("What the answer must be."),
});

export const balanceCheck = z.strictObject({
  type: z
    .literal("balance")
    .describe(
      "The requests of a `load` step were spread over several containers of a service, told apart by the " +
        "engine, and few enough failed.",
    ),
  step: stepName.describe("The id of the `load` step."),
  service: serviceName.describe("The service whose containers must have answered."),
  replicas: z.int().min(2).describe("How many of its containers must have answered."),
  share: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.05)
    .describe("What part of the answers each of those must have given at least."),
  failures: z.int().min(0).default(0).describe("How many requests may fail."),
});

export function probesOfHttp(check: z.infer<typeof httpCheck>): Probe[] {
  return [httpProbe(check)];
}

export function judgeHttp(check: z.infer<typeof httpCheck>, snapshot: Snapshot): Verdict {
  const answer = answerOf(snapshot, httpProbe(check));
  const url = urlOf(check.via, check.path);
  const about = aboutRoute(check.via, check.service);
  const request = `${check.method} ${url}`;
  if (!answer || answer.kind === "unasked") {
    const service = answer?.service ?? "–";
    return failed("service-not-running", { service }, { about });
  }
  const evidence = evidenceOf(answer);
  const publisher = publisherProblem(check.via, check.service, snapshot);
  if (publisher) return { ...publisher, evidence };
  if (answer.status === undefined || answer.error !== undefined) {
    return failed("no-answer", { request, error: answer.error ?? "–" }, { evidence, about });
  }
  const { expect } = check;
  if (answer.status !== expect.status) {
    const params = { request, status: String(answer.status), expected: String(expect.status) };
    return failed("other-status", params, { evidence, about });
  }
  const problem = contentProblem(answer, expect);
  return problem
    ? failed("other-content", { request, expected: problem }, { evidence, about })
    : passed("http-answered", { request, status: String(answer.status) }, { evidence, about });
}

export function judgeBalance(check: z.infer<typeof balanceCheck>, snapshot: Snapshot): Verdict {
  const { service, replicas } = check;
  const step = stepOf(snapshot, check.step);
  if (!step) return failed("not-observed", { what: check.step });
  const about = ["services", service];
  const known = containersOf(snapshot, service).map((container) => container.hostname);
  const wrong = step.requests.filter((request) => !isAnswered(request) && !wasCutOff(request, step.killed));
  const counts = new Map<string, number>();
  for (const { instance } of step.requests) {
    // Only a name that the engine knows as a container of this service is one.
    if (instance && known.includes(instance)) counts.set(instance, (counts.get(instance) ?? 0) + 1);
  }
  const total = step.requests.length;
  const spread = [...counts].map(([name, count]) => `${name}: ${count}`).join("\n");
  const evidence = [
    ...evidenceOf(step),
    { what: "answers by container", answer: spread || "–", at: new Date(step.endedAt).toISOString() },
  ];
  if (total === 0 || !step.succeeded) {
    return failed("not-observed", { what: step.answer || check.step }, { evidence, about });
  }
  const answered = [...counts.values()].filter((count) => count >= total * check.share).length;
  const first = wrong[0];
  if (wrong.length > check.failures && first) {
    const error = first.error ?? String(first.status);
    return failed("requests-failed", { count: wrong.length, total, error }, { evidence, about });
  }
  return answered < replicas
    ? failed("not-balanced", { service, count: answered, replicas }, { evidence, about })
    : passed("balanced", { service, count: answered, total }, { evidence, about });
}

function isAnswered({ status, error }: LoadRequest): boolean {
  return status === 200 && error === undefined;
}

/** An answer that was on its way when its container was killed: no proxy can take back what it has passed on. */
function wasCutOff({ at, status, error }: LoadRequest, killed: StepOutcome["killed"]): boolean {
  return status === 200 && error !== undefined && killed !== undefined && at <= killed.at;
}

export function urlOf(via: Route, path: string): string {
  return "from" in via
    ? `http://${bareName(via.to)}:${via.port}${path}`
    : `http://localhost:${via.port}${path}`;
}

export function aboutRoute(via: Route, service?: string): YamlPath {
  const subject = "from" in via ? via.to : service;
  if (!subject) return ["services"];
  return "from" in via ? ["services", subject] : ["services", subject, "ports"];
}

/** A published port proves something about a service only if a container of that service published it. */
export function publisherProblem(
  via: Route,
  service: string | undefined,
  snapshot: Snapshot,
): Verdict | undefined {
  if ("from" in via || !service) return undefined;
  const containers = runningOf(snapshot, service);
  const about = ["services", service];
  if (containers.length === 0) return failed("service-not-running", { service }, { about });
  if (containers.some((container) => container.publishedPorts.includes(via.port))) return undefined;
  const params = { service, port: String(via.port) };
  // A container that runs will not publish another port later on.
  return failed("port-not-published", params, { about: [...about, "ports"], final: true });
}

function httpProbe(check: z.infer<typeof httpCheck>): HttpProbe {
  const { via, method, path, body } = check;
  return { kind: "http", route: via, method, path, ...(body !== undefined && { body }) };
}

function contentProblem(
  answer: Extract<Answer, { kind: "http" }>,
  expect: z.infer<typeof httpCheck>["expect"],
): string | undefined {
  const { header, contains, json } = expect;
  if (header) {
    const value = answer.headers[header.name.toLowerCase()];
    if (value === undefined || !new RegExp(header.matches, "u").test(value)) {
      return `${header.name}: /${header.matches}/`;
    }
  }
  if (contains !== undefined && !answer.body.includes(contains)) return contains;
  if (json && JSON.stringify(jsonAt(answer.body, json.path)) !== JSON.stringify(json.equals)) {
    return `${json.path.join(".")} = ${JSON.stringify(json.equals)}`;
  }
  return undefined;
}

/** A value within a JSON text; undefined when the text is no JSON or has nothing there. */
export function jsonAt(text: string, path: (string | number)[]): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.entries(value).find(([name]) => name === String(key))?.[1];
  }
  return value;
}
