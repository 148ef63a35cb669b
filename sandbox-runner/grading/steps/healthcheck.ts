import { setTimeout as delay } from "node:timers/promises";
import type { HealthcheckTrial } from "../../../lib/grading/snapshot.ts";
import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { hasEnded, inspectContainers } from "../containers.ts";
import { serviceOf } from "../labels.ts";
import { probe } from "../probe.ts";
import { now, type RunState } from "../run-state.ts";
import { asks, type Question } from "./asks.ts";
import { freeze } from "./freeze.ts";
import type { StepResult } from "./step-result.ts";
import { execInTenant } from "./tenant-exec.ts";

/** A check that has not answered after this time does not say "healthy", whatever its own timeout is. */
const longestTrialMs = 10_000;
const betweenTriesMs = 1000;
const patienceMs = 30_000;

export async function tryHealthcheck(run: RunState, step: StepOf<"try-healthcheck">): Promise<StepResult> {
  const { service } = step;
  const what = `healthcheck of ${service} (${step.while})`;
  const containers = await inspectContainers(run);
  const info = containers.find(
    ({ Config, State }) => serviceOf(Config.Labels, run.projects) === service && State.Running,
  );
  if (!info) return { succeeded: false, what, answer: `${service} does not run` };
  const question = { service, container: info.Id, asks: step.asks };
  const trying =
    step.while === "answering" ? tryWhileAnswering(run, question) : tryWhileFrozen(run, question);
  const trials = await trying.catch(async (error: unknown) => {
    if (!(await hasEnded(run, { id: info.Id, restartCount: info.RestartCount }))) throw error;
    return undefined;
  });
  if (!trials) return { succeeded: false, what, answer: `${service} ended meanwhile` };
  const verdicts = trials.map((trial) => (trial.saysHealthy ? "healthy" : "not healthy"));
  return { succeeded: true, what, answer: verdicts.join(", ") || "no healthcheck", trials };
}

/**
 * Once the service answers the grader, for on a busy machine it may still be on its way up. One bad moment is
 * forgiven: an honest check that is run again says healthy.
 */
async function tryWhileAnswering(run: RunState, question: Question): Promise<HealthcheckTrial[]> {
  const deadline = Date.now() + patienceMs;
  while (!(await isAnswering(run, question)) && Date.now() < deadline) await pause(run);
  let trial = await tryOnce(run, question);
  for (let tries = 1; trial && !trial.saysHealthy && tries < 3; tries++) {
    await pause(run);
    trial = await tryOnce(run, question);
  }
  return trial ? [trial] : [];
}

function pause(run: RunState): Promise<void> {
  return delay(betweenTriesMs, undefined, { signal: run.signal });
}

/** The processes are there and do not answer: what looks only for a process or a file is found out. */
async function tryWhileFrozen(run: RunState, question: Question): Promise<HealthcheckTrial[]> {
  const thaw = await freeze(run.context.engine.docker, question.container);
  try {
    return await tryWhileSilent(run, question);
  } finally {
    await thaw();
  }
}

/** Twice, because a check may remember that it was asked before. */
async function tryWhileSilent(run: RunState, question: Question): Promise<HealthcheckTrial[]> {
  const first = await tryOnce(run, question);
  if (!first || first.saysHealthy) return first ? [first] : [];
  const second = await tryOnce(run, question);
  return second ? [first, second] : [first];
}

/** Runs the healthcheck as the engine does; undefined when there is none. */
async function tryOnce(run: RunState, question: Question): Promise<HealthcheckTrial | undefined> {
  const { docker } = run.context.engine;
  const { Config } = await docker.getContainer(question.container).inspect();
  const command = commandOf(Config.Healthcheck?.Test, (Config as { Shell?: string[] }).Shell);
  if (!command) return undefined;
  const answering = await isAnswering(run, question);
  const ownTimeoutMs = (Config.Healthcheck?.Timeout || 30e9) / 1e6;
  const result = await execInTenant(docker, question.container, command, {
    timeoutMs: Math.min(ownTimeoutMs, longestTrialMs),
    signal: run.signal,
  });
  return {
    service: question.service,
    answering,
    saysHealthy: result.exitCode === 0,
    command: command.join(" "),
    answer:
      `${result.exitCode === undefined ? "no answer in time" : `exit code ${result.exitCode}`}\n${result.output}`.trim(),
    at: now(),
  };
}

async function isAnswering(run: RunState, question: Question): Promise<boolean> {
  const result = await probe(run, question.container, asks(question.asks), { timeoutMs: 10_000 });
  return result.exitCode === 0;
}

/** https://docs.docker.com/reference/dockerfile/#healthcheck */
function commandOf(test: string[] | undefined, shell: string[] | undefined): string[] | undefined {
  const [kind, ...rest] = test ?? [];
  if (kind === "CMD") return rest;
  if (kind === "CMD-SHELL") return [...(shell?.length ? shell : ["/bin/sh", "-c"]), rest.join(" ")];
  return undefined;
}
