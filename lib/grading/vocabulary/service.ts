import { z } from "zod";
import type { Message } from "../../i18n/message.ts";
import type { Evidence } from "../result.ts";
import {
  type ContainerView,
  containersOf,
  runningOf,
  type Snapshot,
  type StepOutcome,
  stepOf,
} from "../snapshot.ts";
import { evidenceOf, failed, observed, passed, serviceNotRunning, type Verdict } from "../verdict.ts";
import { serviceName, stepName } from "./parameters.ts";

export const cameUpCheck = z.strictObject({
  type: z.literal("came-up").describe("`docker compose up` of a step ended well."),
  step: stepName.describe("The id of the `up` step."),
});

export const runningCheck = z.strictObject({
  type: z.literal("running").describe("A service has running containers, counted on the engine."),
  service: serviceName.describe("The service."),
  atLeast: z.int().min(1).default(1).describe("How many at least."),
  atMost: z.int().min(1).optional().describe("How many at most."),
});

export const healthyCheck = z.strictObject({
  type: z.literal("healthy").describe("Every container of a service runs and is healthy by its healthcheck."),
  service: serviceName.describe("The service."),
});

export const exitedCheck = z.strictObject({
  type: z.literal("exited").describe("Every container of a service ended, with a given exit code."),
  service: serviceName.describe("The service."),
  code: z.int().min(0).max(255).default(0).describe("The exit code."),
  restarts: z
    .strictObject({
      atLeast: z.int().min(0).default(0).describe("How often at least."),
      atMost: z.int().min(0).describe("How often at most."),
    })
    .optional()
    .describe("How often its restart policy started each container again before it was left ended for good."),
});

export const restartedCheck = z.strictObject({
  type: z.literal("restarted").describe("Whether containers of a service were started more than once."),
  service: serviceName.describe("The service."),
  since: stepName.describe("The id of the step from whose beginning is counted."),
  expect: z
    .enum(["never", "again"])
    .describe("`never`: each started once and stayed. `again`: one came back."),
});

export const imageCheck = z.strictObject({
  type: z
    .literal("image-of")
    .describe("A service's containers run a given image of the lab, or one that was built on it."),
  service: serviceName.describe("The service."),
  image: z.string().describe("The image's reference, such as postgres:13."),
});

export function judgeCameUp(check: z.infer<typeof cameUpCheck>, snapshot: Snapshot): Verdict {
  const step = stepOf(snapshot, check.step);
  if (!step) return failed("not-observed", { what: check.step });
  const evidence = evidenceOf(step);
  return step.succeeded
    ? passed("came-up", { seconds: Math.round((step.endedAt - step.startedAt) / 1000) }, { evidence })
    : failed("did-not-come-up", { words: lastWords(step.answer) }, { evidence, final: true });
}

export function judgeRunning(check: z.infer<typeof runningCheck>, snapshot: Snapshot): Verdict {
  const { service, atLeast, atMost } = check;
  const running = runningOf(snapshot, service);
  const evidence = [statesOf(snapshot, service), ...wordsOf(snapshot, service)];
  const about = ["services", service];
  const count = running.length;
  if (count === 0) return { ...serviceNotRunning(service), evidence };
  if (count < atLeast) return failed("too-few-replicas", { service, count, atLeast }, { evidence, about });
  if (atMost !== undefined && count > atMost) {
    return failed("too-many-replicas", { service, count, atMost }, { evidence, about });
  }
  return passed("running", { service, count }, { evidence, about });
}

export function judgeHealthy(check: z.infer<typeof healthyCheck>, snapshot: Snapshot): Verdict {
  const { service } = check;
  const containers = runningOf(snapshot, service);
  const evidence = [statesOf(snapshot, service), ...wordsOf(snapshot, service)];
  if (containers.length === 0) return { ...serviceNotRunning(service), evidence };
  if (containers.some((container) => !container.healthcheck)) {
    return failed("no-healthcheck", { service }, { evidence, about: ["services", service], final: true });
  }
  const about = ["services", service, "healthcheck"];
  const other = containers.find((container) => container.health !== "healthy");
  if (!other) return passed("healthy", { service }, { evidence, about });
  const said =
    other.healthcheckAnswer && observed(snapshot, `healthcheck ${other.name}`, other.healthcheckAnswer);
  return failed(
    "not-healthy",
    { service, health: other.health ?? "–" },
    {
      evidence: said ? [...evidence, said] : evidence,
      about,
      ...(other.health === "unhealthy" && { final: true }),
    },
  );
}

export function judgeExited(check: z.infer<typeof exitedCheck>, snapshot: Snapshot): Verdict {
  const { service, code, restarts } = check;
  const containers = containersOf(snapshot, service);
  const evidence = [statesOf(snapshot, service), ...wordsOf(snapshot, service)];
  const about = ["services", service];
  if (containers.length === 0) return failed("no-containers", { service }, { evidence, about });
  // Too often is too often, whether it runs just now or not.
  const often = restarts && containers.find(({ restartCount }) => restartCount > restarts.atMost);
  if (often) {
    const params = { service, count: often.restartCount, atMost: restarts.atMost };
    return failed("too-many-restarts", params, { evidence, about: [...about, "restart"], final: true });
  }
  if (containers.some((container) => container.running || container.restarting)) {
    return failed("still-running", { service }, { evidence, about });
  }
  const other = containers.find((container) => container.exitCode !== code);
  if (other) {
    return failed("exited-with-other-code", { service, code, found: other.exitCode }, { evidence, about });
  }
  const problem = restartsProblem(check, containers);
  return problem
    ? { ...problem, evidence, about: [...about, "restart"] }
    : passed("exited", { service, code }, { evidence, about });
}

/** Between two of its starts a container has ended, too: only one that stays so tells how often it was started. */
function restartsProblem(
  { service, restarts }: z.infer<typeof exitedCheck>,
  containers: ContainerView[],
): Verdict | undefined {
  if (!restarts) return undefined;
  if (containers.some(({ endedForGood }) => !endedForGood)) return failed("never-gives-up", { service });
  const rare = containers.find(({ restartCount }) => restartCount < restarts.atLeast);
  return rare && failed("too-few-restarts", { service, count: rare.restartCount, atLeast: restarts.atLeast });
}

export function judgeRestarted(check: z.infer<typeof restartedCheck>, snapshot: Snapshot): Verdict {
  const { service } = check;
  const since = stepOf(snapshot, check.since);
  if (!since) return failed("not-observed", { what: check.since });
  const events = snapshot.events.filter((event) => event.service === service && event.at >= since.startedAt);
  const starts = events.filter((event) => event.action === "start");
  const deaths = events.filter((event) => event.action === "die");
  const list = events.map((event) => `${event.name} ${event.action}${exitOf(event.exitCode)}`).join(", ");
  const evidence = [
    observed(snapshot, `docker events (${service})`, list || "–"),
    ...wordsOf(snapshot, service),
  ];
  const about = ["services", service];
  if (starts.length === 0 && deaths.length === 0 && check.expect === "never") {
    // What was up before and is still up has been left alone.
    const isUp = runningOf(snapshot, service).length > 0;
    if (isUp) return passed("stayed-up", { service }, { evidence, about });
  }
  if (starts.length === 0 && (deaths.length === 0 || check.expect === "again"))
    return failed("never-started", { service }, { evidence, about });
  const again = starts.some(
    (start) => starts.filter((other) => other.container === start.container).length > 1,
  );
  if (check.expect === "again") {
    return again
      ? passed("restarted", { service }, { evidence, about })
      : failed("not-restarted", { service }, { evidence, about });
  }
  const death = deaths[0];
  if (again || death) {
    const count = deaths.length;
    return failed(
      "crashed",
      { service, count, code: death?.exitCode ?? 0 },
      { evidence, about, final: true },
    );
  }
  return passed("never-restarted", { service }, { evidence, about });
}

export function judgeImage(check: z.infer<typeof imageCheck>, snapshot: Snapshot): Verdict {
  const { service, image } = check;
  const containers = containersOf(snapshot, service);
  const about = ["services", service, "image"];
  if (containers.length === 0) return failed("no-containers", { service }, { about: ["services", service] });
  const base = snapshot.images[image];
  // Without the lab's own image there is nothing to compare with; an empty base would match everything.
  if (!base || base.layers.length === 0) return failed("not-observed", { what: image });
  const evidence = containers.map((container) =>
    observed(snapshot, `docker inspect ${container.name}`, `Image: ${container.imageId.slice(0, 19)}`),
  );
  const builtOnIt = containers.every((container) =>
    base.layers.every((layer, index) => container.imageLayers[index] === layer),
  );
  return builtOnIt
    ? passed("image-of", { service, image }, { evidence, about })
    : failed("other-image", { service, image }, { evidence, about, final: true });
}

/** How the service's containers are, as a person would look. */
export function statesOf(snapshot: Snapshot, service: string): Evidence {
  const states = containersOf(snapshot, service).map((container) => {
    const state = container.running ? "running" : `exited (${container.exitCode})`;
    return `${container.name}: ${state}${container.health ? `, ${container.health}` : ""}`;
  });
  return observed(snapshot, `docker compose ps -a ${service}`, states.join("\n") || "–");
}

/** What the service's containers said before they ended. */
export function wordsOf(snapshot: Snapshot, service: string): Evidence[] {
  return containersOf(snapshot, service).flatMap(({ name, lastWords }) =>
    lastWords ? [observed(snapshot, `docker logs ${name}`, lastWords)] : [],
  );
}

function exitOf(code: number | undefined): string {
  return code === undefined ? "" : ` (${code})`;
}

/** What is said of a step that did not end as it should: a script may have been meant to say no. */
export function howItFailed({ what, answer }: StepOutcome): Message["params"] {
  const isMeantToFail = what.startsWith("! ");
  return {
    command: isMeantToFail ? what.slice(2) : what,
    words: lastWords(answer),
    meant: isMeantToFail ? "badly" : "well",
  };
}

/** The last lines of a program's output: where it says why it stopped. */
export function lastWords(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const complaint = lines.findLast((line) => /error|failed|unhealthy|denied|refused|cannot/i.test(line));
  return (complaint ?? lines.at(-1) ?? "–").slice(0, 400);
}
