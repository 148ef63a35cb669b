import { z } from "zod";
import { runningOf, type Snapshot, type StepOutcome, stepOf } from "../snapshot.ts";
import { evidenceOf, failed, observed, passed, serviceNotRunning, type Verdict } from "../verdict.ts";
import { serviceName, stepName } from "./parameters.ts";
import { howItFailed } from "./service.ts";

/** Checks of what a step changed, and of what it left alone. */

export const workedCheck = z.strictObject({
  type: z.literal("worked").describe("A step ended well, such as a script of the student's."),
  step: stepName.describe("The id of the step."),
});

export const recreatedCheck = z.strictObject({
  type: z
    .literal("recreated")
    .describe("A step replaced every container of a service: none of those before it is left, others run."),
  service: serviceName.describe("The service."),
  step: stepName.describe("The id of the step."),
});

export const notRecreatedCheck = z.strictObject({
  type: z
    .literal("not-recreated")
    .describe("A step left a service alone: every container that ran before it still does, never restarted."),
  service: serviceName.describe("The service."),
  step: stepName.describe("The id of the step."),
});

export const removedCheck = z.strictObject({
  type: z
    .literal("removed")
    .describe("A step started a service's containers itself and left none of them behind, running or not."),
  service: serviceName.describe("The service, such as test/api."),
  step: stepName.describe("The id of the step."),
});

export function judgeWorked(check: z.infer<typeof workedCheck>, snapshot: Snapshot): Verdict {
  const step = stepOf(snapshot, check.step);
  if (!step) return failed("not-observed", { what: check.step });
  const evidence = evidenceOf(step);
  return step.succeeded
    ? passed("worked", { command: step.what }, { evidence })
    : failed("did-not-work", howItFailed(step), { evidence, final: true });
}

export function judgeRecreated(check: z.infer<typeof recreatedCheck>, snapshot: Snapshot): Verdict {
  const { service } = check;
  const step = stepOf(snapshot, check.step);
  const change = step && changeOf(snapshot, step, service);
  if (!change) return failed("not-observed", { what: check.step });
  const evidence = [...evidenceOf(step), change.evidence];
  const about = ["services", service];
  if (change.before.length === 0) return failed("nothing-before", { service }, { evidence, about });
  if (runningOf(snapshot, service).length === 0) return { ...serviceNotRunning(service), evidence };
  if (change.kept.length > 0 || change.created.length === 0) {
    return failed("not-recreated", { service, command: step.what }, { evidence, about, final: true });
  }
  return passed("recreated", { service, command: step.what }, { evidence, about });
}

export function judgeNotRecreated(check: z.infer<typeof notRecreatedCheck>, snapshot: Snapshot): Verdict {
  const { service } = check;
  const step = stepOf(snapshot, check.step);
  const change = step && changeOf(snapshot, step, service);
  if (!change) return failed("not-observed", { what: check.step });
  const evidence = [...evidenceOf(step), change.evidence];
  const about = ["services", service];
  const params = { service, command: step.what };
  // A step that failed may have left it alone only because it never came so far.
  if (!step.succeeded) return failed("did-not-work", howItFailed(step), { evidence });
  if (change.before.length === 0) return failed("nothing-before", { service }, { evidence, about });
  if (runningOf(snapshot, service).length === 0) return { ...serviceNotRunning(service), evidence };
  return change.kept.length < change.before.length || change.died
    ? failed("was-recreated", params, { evidence, about, final: true })
    : passed("left-alone", params, { evidence, about });
}

export function judgeRemoved(check: z.infer<typeof removedCheck>, snapshot: Snapshot): Verdict {
  const { service } = check;
  const step = stepOf(snapshot, check.step);
  const change = step && changeOf(snapshot, step, service);
  if (!change) return failed("not-observed", { what: check.step });
  const evidence = [...evidenceOf(step), change.evidence];
  const about = ["services", service];
  if (!change.started) return failed("not-started-by", { service, command: step.what }, { evidence, about });
  return change.kept.length + change.created.length > 0
    ? failed("left-behind", { service, command: step.what }, { evidence, about })
    : passed("removed", { service, command: step.what }, { evidence, about });
}

/** What became of a service's containers in a step, by the engine's events; undefined where it never ran. */
function changeOf(snapshot: Snapshot, step: StepOutcome, service: string) {
  const own = snapshot.events.filter((event) => event.service === service);
  const ids = new Set(own.map(({ container }) => container));
  const before = step.before.filter((id) => ids.has(id));
  const after = step.after.filter((id) => ids.has(id));
  const kept = before.filter((id) => after.includes(id));
  const during = own.filter(({ at }) => at >= step.startedAt && at <= step.endedAt);
  const list = during.map(({ name, action, container }) => `${name} (${container.slice(0, 12)}) ${action}`);
  return {
    before,
    kept,
    created: after.filter((id) => !before.includes(id)),
    started: during.some(({ action }) => action === "start"),
    died: during.some(({ action, container }) => action === "die" && before.includes(container)),
    evidence: observed(snapshot, `docker events (${service})`, list.join("\n") || "–"),
  };
}
