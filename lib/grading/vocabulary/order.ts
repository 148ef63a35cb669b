import { z } from "zod";
import type { Evidence } from "../result.ts";
import { bareName } from "../service-name.ts";
import type { EngineEvent, Snapshot, StepOutcome } from "../snapshot.ts";
import { configOf, runningOf, stepOf } from "../snapshot.ts";
import { evidenceOf, failed, passed, type Verdict } from "../verdict.ts";
import { conditionsTowards } from "./model.ts";
import { serviceName, stepName } from "./parameters.ts";
import { lastWords } from "./service.ts";
import { withSchema } from "./with.ts";

export const startedAfterCheck = z.strictObject({
  type: z
    .literal("started-after")
    .describe(
      "During an `up`, no container of a service started before another service was ready, by the engine's " +
        "own events; where the step held that service back, not before it really answered; and it is a condition " +
        "of `depends_on` that makes it so.",
    ),
  service: serviceName.describe("The service that had to wait."),
  after: serviceName.describe("The service that had to be ready."),
  became: z
    .enum(["healthy", "completed"])
    .describe("Ready by its healthcheck, or by ending with exit code 0."),
  step: stepName.describe("The id of the `up` step."),
  with: withSchema.optional(),
});

export const honestHealthcheckCheck = z.strictObject({
  type: z
    .literal("honest-healthcheck")
    .describe(
      "The student's own healthcheck, run by the grader: healthy while the service answers the grader, and " +
        "not healthy while it does not. Needs at least one trial of either sort.",
    ),
  service: serviceName.describe("The service whose healthcheck it is."),
  steps: z.array(stepName).min(1).describe("The ids of the `try-healthcheck` steps."),
});

export function judgeStartedAfter(check: z.infer<typeof startedAfterCheck>, snapshot: Snapshot): Verdict {
  const { service, after } = check;
  const step = stepOf(snapshot, check.step);
  if (!step) return failed("not-observed", { what: check.step });
  const during = snapshot.events.filter(
    (event) => event.at >= step.startedAt && event.at <= step.endedAt + eventDelay,
  );
  const start = during.find((event) => event.service === service && event.action === "start");
  const ready = during.find((event) => event.service === after && becameReady(event, check.became));
  const evidence = timeline(during, step, [service, after]);
  const about = ["services", service, "depends_on", after];
  if (!step.succeeded) {
    return failed(
      "did-not-come-up",
      { words: lastWords(step.answer) },
      { evidence: evidenceOf(step), about },
    );
  }
  if (!start) return failed("never-started", { service }, { evidence, about: ["services", service] });
  if (step.held?.service === after && start.at < step.held.until) {
    return failed("started-while-held", { service, after }, { evidence, about });
  }
  if (!ready) return failed(`never-${check.became}`, { after }, { evidence, about: ["services", after] });
  if (start.at < ready.at) {
    const milliseconds = Math.ceil(ready.at - start.at);
    return failed("started-too-early", { service, after, milliseconds }, { evidence, about });
  }
  if (step.held?.service === after) {
    const { firstAnswer } = step.held;
    if (firstAnswer === undefined) return failed("never-answered", { service: after }, { evidence });
    if (start.at < firstAnswer) return failed("healthy-too-early", { service, after }, { evidence, about });
  }
  // Slower than whatever the grader did may be a sleep somewhere; only a condition makes it an order.
  const model = configOf(snapshot, check.with)?.model;
  if (
    !model ||
    !conditionsTowards(model, bareName(service), bareName(after)).has(conditionFor[check.became])
  ) {
    return failed("ordered-by-luck", { service, after }, { evidence, about });
  }
  const milliseconds = Math.floor(start.at - ready.at);
  return passed("started-after", { service, after, milliseconds }, { evidence, about });
}

export function judgeHonestHealthcheck(
  check: z.infer<typeof honestHealthcheckCheck>,
  snapshot: Snapshot,
): Verdict {
  const { service } = check;
  const about = ["services", service, "healthcheck"];
  const containers = runningOf(snapshot, service);
  if (containers.length === 0) return failed("service-not-running", { service }, { about });
  if (containers.some((container) => !container.healthcheck)) {
    return failed("no-healthcheck", { service }, { about: ["services", service] });
  }
  const trials = check.steps
    .flatMap((id) => stepOf(snapshot, id)?.trials ?? [])
    .filter((trial) => trial.service === service);
  const evidence = trials.map((trial): Evidence => {
    const truth = trial.answering ? "the service answers" : "the service does not answer";
    return { what: `${trial.command} (${truth})`, answer: trial.answer, at: trial.at };
  });
  if (!trials.some((trial) => trial.answering) || !trials.some((trial) => !trial.answering)) {
    return failed("not-observed", { what: `healthcheck ${service}` }, { evidence, about });
  }
  if (trials.some((trial) => !trial.answering && trial.saysHealthy)) {
    return failed("healthcheck-lies", { service }, { evidence, about });
  }
  if (trials.some((trial) => trial.answering && !trial.saysHealthy)) {
    return failed("healthcheck-too-strict", { service }, { evidence, about });
  }
  return passed("healthcheck-honest", { service, trials: trials.length }, { evidence, about });
}

const conditionFor = { healthy: "service_healthy", completed: "service_completed_successfully" } as const;

/** Events of the last moments of an `up` may be stamped just after the command ended. Milliseconds. */
const eventDelay = 500;

function becameReady(event: EngineEvent, became: "healthy" | "completed"): boolean {
  return became === "healthy" ? event.action === "healthy" : event.action === "die" && event.exitCode === 0;
}

function timeline(events: EngineEvent[], step: StepOutcome, services: string[]): Evidence[] {
  const lines = events
    .filter((event) => services.includes(event.service) && event.action !== "create")
    .map((event) => ({ at: event.at, text: `${event.name} ${event.action}` }));
  if (step.held) {
    const { service, from, until, firstAnswer } = step.held;
    lines.push({ at: from, text: `(grader) ${service} held back` });
    lines.push({ at: until, text: `(grader) ${service} let go` });
    if (firstAnswer !== undefined) lines.push({ at: firstAnswer, text: `(grader) ${service} answers` });
  }
  lines.sort((one, other) => one.at - other.at);
  const answer = lines.map((line) => `${((line.at - step.startedAt) / 1000).toFixed(2)} s  ${line.text}`);
  return [
    {
      what: `docker events (${step.what})`,
      answer: answer.join("\n") || "–",
      at: new Date(step.endedAt).toISOString(),
    },
  ];
}
