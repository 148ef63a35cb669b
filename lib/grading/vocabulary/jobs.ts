import { z } from "zod";
import type { HttpProbe, Probe } from "../probes.ts";
import { answerOf, containersOf, type Snapshot } from "../snapshot.ts";
import { evidenceOf, failed, passed, serviceNotRunning, type Verdict } from "../verdict.ts";
import { aboutRoute, jsonAt, urlOf } from "./http.ts";
import { jsonPath, route, serviceName } from "./parameters.ts";

export const jobsDoneCheck = z.strictObject({
  type: z
    .literal("jobs-done")
    .describe(
      "So many jobs were done, by so many containers of a service, told apart by the engine. An API is asked " +
        "for the numbers by host name, such as lab/api at /jobs.",
    ),
  via: route.describe("Where the API is asked."),
  path: z.string().startsWith("/").default("/jobs").describe("The path."),
  counts: jsonPath
    .default(["workers"])
    .describe("Where the answer's JSON has the number of jobs for each host name."),
  service: serviceName.describe("The service that does the jobs."),
  workers: z.int().min(1).default(1).describe("How many of its containers must have done one at least."),
  total: z.int().min(1).describe("How many jobs its containers must have done together, at least."),
});

export function probesOfJobsDone(check: z.infer<typeof jobsDoneCheck>): Probe[] {
  return [jobsProbe(check)];
}

export function judgeJobsDone(check: z.infer<typeof jobsDoneCheck>, snapshot: Snapshot): Verdict {
  const { service } = check;
  const answer = answerOf(snapshot, jobsProbe(check));
  if (!answer || answer.kind === "unasked") return serviceNotRunning(answer?.service ?? service);
  const evidence = evidenceOf(answer);
  const about = ["services", service];
  if (answer.status !== 200 || answer.error !== undefined) {
    const request = `GET ${urlOf(check.via, check.path)}`;
    const error = answer.error ?? String(answer.status);
    return failed("no-answer", { request, error }, { evidence, about: aboutRoute(check.via) });
  }
  const known = hostNamesOf(snapshot, service);
  const done = countsIn(jsonAt(answer.body, check.counts)).filter(([host]) => known.has(host));
  const total = done.reduce((sum, [, count]) => sum + count, 0);
  if (total < check.total) {
    return failed("jobs-undone", { service, count: total, total: check.total }, { evidence, about });
  }
  return done.length < check.workers
    ? failed("too-few-workers", { service, count: done.length, workers: check.workers }, { evidence, about })
    : passed("jobs-done", { service, count: done.length, total }, { evidence, about });
}

/** Also those of containers that are gone: their work stays done. A container is named by its id unless told otherwise. */
function hostNamesOf(snapshot: Snapshot, service: string): Set<string> {
  const gone = snapshot.events.filter((event) => event.service === service);
  return new Set([
    ...containersOf(snapshot, service).map(({ hostname }) => hostname),
    ...gone.map(({ container }) => container.slice(0, shortId)),
  ]);
}

/** https://docs.docker.com/reference/cli/docker/container/run/#hostname */
const shortId = 12;

function countsIn(value: unknown): [host: string, count: number][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).filter((entry): entry is [string, number] => {
    const [, count] = entry;
    return typeof count === "number" && count > 0;
  });
}

function jobsProbe({ via, path }: z.infer<typeof jobsDoneCheck>): HttpProbe {
  return { kind: "http", route: via, method: "GET", path };
}
