import { setTimeout as delay } from "node:timers/promises";
import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { inspectContainers } from "../containers.ts";
import { endedForGood } from "../ended.ts";
import { serviceOf } from "../labels.ts";
import type { RunState } from "../run-state.ts";
import type { StepResult } from "./step-result.ts";

const pollMs = 250;

/** Waits until every container of a service is healthy, or runs where it has no healthcheck. */
export async function waitUntilReady(run: RunState, step: StepOf<"wait">): Promise<StepResult> {
  const what = `docker compose ps ${step.service}`;
  const deadline = Date.now() + step.timeout * 1000;
  for (;;) {
    const containers = (await inspectContainers(run)).filter(
      ({ Config }) => serviceOf(Config.Labels, run.projects) === step.service,
    );
    const states = containers.map(({ State }) =>
      State.Running ? (State.Health?.Status ?? "running") : "exited",
    );
    const ready = states.length > 0 && states.every((state) => state === "healthy" || state === "running");
    const answer = states.join(", ") || "no container";
    const hopeless = containers.some(endedForGood);
    if (ready || hopeless || Date.now() >= deadline) return { succeeded: ready, what, answer };
    await delay(pollMs, undefined, { signal: run.signal });
  }
}
