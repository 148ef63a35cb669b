import { z } from "zod";
import type { HttpProbe, Probe } from "../probes.ts";
import { answerOf, type Snapshot, stepOf } from "../snapshot.ts";
import { evidenceOf, failed, passed, serviceNotRunning, type Verdict } from "../verdict.ts";
import { aboutRoute, publisherProblem, urlOf } from "./http.ts";
import { route, serviceName, stepName } from "./parameters.ts";

export const dataGoneCheck = z.strictObject({
  type: z
    .literal("data-gone")
    .describe(
      "What a `write` step wrote is no longer there after a later step, while where it was read answers well. A stage " +
        "that needs this check, restores and then has `data-kept` proves a restore.",
    ),
  written: stepName.describe("The id of the `write` step."),
  step: stepName.describe("The id of the step that must have destroyed it, such as `down` with its volumes."),
  via: route.describe("Where it is looked for."),
  service: serviceName
    .optional()
    .describe("With a published port: the service whose container must have published it."),
  path: z.string().startsWith("/").describe("The path that is read."),
});

type DataGoneCheck = z.infer<typeof dataGoneCheck>;

export function probesOfDataGone(check: DataGoneCheck): Probe[] {
  return [readProbe(check)];
}

export function judgeDataGone(check: DataGoneCheck, snapshot: Snapshot): Verdict {
  const written = stepOf(snapshot, check.written);
  const step = stepOf(snapshot, check.step);
  if (!written?.nonce) return failed("not-observed", { what: check.written });
  if (!step) return failed("not-observed", { what: check.step });
  const answer = answerOf(snapshot, readProbe(check));
  const evidence = evidenceOf(written, step, answer);
  const about = aboutRoute(check.via, check.service);
  if (!written.succeeded)
    return failed("not-written", { words: written.answer.slice(0, 200) }, { evidence, about });
  if (!step.succeeded || step.startedAt < written.endedAt)
    return failed("not-observed", { what: step.what }, { evidence });
  if (!answer || answer.kind === "unasked") return { ...serviceNotRunning(answer?.service ?? "–"), evidence };
  const publisher = publisherProblem(check.via, check.service, snapshot);
  if (publisher) return { ...publisher, evidence };
  const request = `GET ${urlOf(check.via, check.path)}`;
  if (answer.status === undefined || answer.error !== undefined) {
    return failed("no-answer", { request, error: answer.error ?? "–" }, { evidence, about });
  }
  if (answer.status !== 200) {
    const params = { request, status: String(answer.status), expected: "200" };
    return failed("other-status", params, { evidence, about });
  }
  return answer.body.includes(written.nonce)
    ? failed("data-still-there", { request, what: step.what }, { evidence, about: ["volumes"], final: true })
    : passed("data-gone", { request, what: step.what }, { evidence, about });
}

function readProbe(check: DataGoneCheck): HttpProbe {
  return { kind: "http", route: check.via, method: "GET", path: check.path };
}
