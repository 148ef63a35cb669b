import { z } from "zod";
import type { HttpProbe, Probe } from "../probes.ts";
import { answerOf, runningOf, type Snapshot, stepOf } from "../snapshot.ts";
import { evidenceOf, failed, passed, serviceNotRunning, type Verdict } from "../verdict.ts";
import { aboutRoute, publisherProblem, urlOf } from "./http.ts";
import { route, serviceName, stepName } from "./parameters.ts";

export const dataKeptCheck = z.strictObject({
  type: z
    .literal("data-kept")
    .describe(
      "What a `write` step wrote (a value made up at grading time) is read again, after steps that " +
        "demonstrably removed or restarted what held it.",
    ),
  written: stepName.describe("The id of the `write` step."),
  via: route.describe("Where it is read."),
  service: serviceName
    .optional()
    .describe("With a published port: the service whose container must have published it."),
  path: z.string().startsWith("/").describe("The path that is read."),
  across: z
    .strictObject({
      step: stepName.describe(
        "The id of the `down`, `recreate` or `restart` step between writing and reading.",
      ),
      service: serviceName.describe("The service whose containers that step must really have ended."),
    })
    .optional()
    .describe("What must have happened in between."),
});

export const storedInCheck = z.strictObject({
  type: z
    .literal("stored-in")
    .describe("What a `write` step wrote through the API stands in the Postgres that a service runs."),
  written: stepName.describe("The id of the `write` step."),
  service: serviceName.describe("The service that runs Postgres."),
  query: z.string().describe("The query whose rows hold what was written."),
});

export function probesOfDataKept(check: z.infer<typeof dataKeptCheck>): Probe[] {
  return [readProbe(check)];
}

export function judgeDataKept(check: z.infer<typeof dataKeptCheck>, snapshot: Snapshot): Verdict {
  const written = stepOf(snapshot, check.written);
  const answer = answerOf(snapshot, readProbe(check));
  const request = `GET ${urlOf(check.via, check.path)}`;
  const about = aboutRoute(check.via, check.service);
  if (!written?.nonce) return failed("not-observed", { what: check.written });
  const between = check.across ? stepOf(snapshot, check.across.step) : undefined;
  const evidence = evidenceOf(written, between, answer);
  if (!written.succeeded)
    return failed("not-written", { words: written.answer.slice(0, 200) }, { evidence, about });
  if (check.across) {
    const happened = between?.succeeded && endedIn(snapshot, check.across.step, check.across.service);
    if (!happened) return failed("nothing-happened", { service: check.across.service }, { evidence, about });
  }
  if (!answer || answer.kind === "unasked") return { ...serviceNotRunning(answer?.service ?? "–"), evidence };
  const publisher = publisherProblem(check.via, check.service, snapshot);
  if (publisher) return { ...publisher, evidence };
  if (answer.status === undefined || answer.error !== undefined) {
    return failed("no-answer", { request, error: answer.error ?? "–" }, { evidence, about });
  }
  if (answer.status !== 200) {
    const params = { request, status: String(answer.status), expected: "200" };
    return failed("other-status", params, { evidence, about });
  }
  return answer.body.includes(written.nonce)
    ? passed("data-kept", { request }, { evidence, about })
    : failed("data-lost", { request }, { evidence, about: lostAt(check) ?? about });
}

export function probesOfStoredIn(check: z.infer<typeof storedInCheck>): Probe[] {
  return [{ kind: "rows", service: check.service, query: check.query }];
}

export function judgeStoredIn(check: z.infer<typeof storedInCheck>, snapshot: Snapshot): Verdict {
  const { service } = check;
  const written = stepOf(snapshot, check.written);
  const answer = answerOf(snapshot, { kind: "rows", service, query: check.query });
  const evidence = evidenceOf(written, answer);
  const about = ["services", service];
  if (!written?.nonce) return failed("not-observed", { what: check.written });
  const { nonce } = written;
  if (!written.succeeded)
    return failed("not-written", { words: written.answer.slice(0, 200) }, { evidence, about });
  if (!answer || answer.kind === "unasked") return { ...serviceNotRunning(service), evidence };
  if (answer.failed) {
    return failed(
      "query-failed",
      { service, words: answer.evidence.answer.slice(0, 200) },
      { evidence, about },
    );
  }
  return answer.rows.some((row) => row.includes(nonce))
    ? passed("stored-in", { service }, { evidence, about })
    : failed("not-stored-in", { service }, { evidence, about });
}

/** Did every container that the service had before the step really end in it, by the engine's events? */
function endedIn(snapshot: Snapshot, stepId: string, service: string): boolean {
  const step = stepOf(snapshot, stepId);
  if (!step || runningOf(snapshot, service).length === 0) return false;
  const during = snapshot.events.filter(
    (event) => event.at >= step.startedAt - 1 && event.service === service && event.action === "die",
  );
  const ended = new Set(during.map((event) => event.container));
  const before = snapshot.events.filter(
    (event) =>
      event.at < step.startedAt && event.service === service && step.before.includes(event.container),
  );
  return before.length > 0 && before.every((event) => ended.has(event.container));
}

function lostAt(check: z.infer<typeof dataKeptCheck>) {
  return check.across && ["services", check.across.service, "volumes"];
}

function readProbe(check: z.infer<typeof dataKeptCheck>): HttpProbe {
  return { kind: "http", route: check.via, method: "GET", path: check.path };
}
