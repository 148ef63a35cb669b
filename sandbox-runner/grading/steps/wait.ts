import { setTimeout as delay } from "node:timers/promises";
import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { inspectContainers } from "../containers.ts";
import { endedForGood } from "../ended.ts";
import { serviceOf } from "../labels.ts";
import { patient } from "../patience.ts";
import type { RunState } from "../run-state.ts";
import type { StepResult } from "./step-result.ts";

const pollMs = 250;

/** Waits until every container of a service is healthy, or runs where it has no healthcheck. */
export async function waitUntilReady(run: RunState, step: StepOf<"wait">): Promise<StepResult> {
  const what = `docker compose ps ${step.service}`;
  const begun = Date.now();
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
    const isOver = ready || hopeless || Date.now() - begun >= patient(step.timeout) * 1000;
    if (isOver) return { succeeded: ready, what, answer };
    await delay(pollMs, undefined, { signal: run.signal });
  }
}
