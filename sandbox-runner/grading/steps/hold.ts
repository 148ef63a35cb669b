import { setTimeout as delay } from "node:timers/promises";
import { bareName } from "../../../lib/grading/service-name.ts";
import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { composeCommand, type With } from "../../../lib/grading/vocabulary/with.ts";
import { answerOf, compose } from "../compose.ts";
import { hasEnded } from "../containers.ts";
import { probe } from "../probe.ts";
import type { RunState, StartCommand } from "../run-state.ts";
import { asks, type Question } from "./asks.ts";
import type { StepResult } from "./step-result.ts";

type Hold = NonNullable<StepOf<"up">["hold"]>;

/** Waits for the signal that lets go; a container that is started again later is not held a second time. */
const script =
  "if [ ! -e /tmp/.let-go ]; then trap 'go=1' USR1; while [ -z \"$go\" ]; do sleep 0.2; done; " +
  ': > /tmp/.let-go; fi 2>/dev/null; exec "$@"';

const startTimeoutMs = 60_000;
const answerTimeoutSeconds = 60;

/**
 * Brings the project up while one service's program is kept from starting for some seconds: what really
 * waits for it cannot be told from what was merely lucky unless it is slow. Its container starts, its
 * image's own start command follows when the grader lets go.
 */
export async function upWithHold(
  run: RunState,
  hold: Hold,
  options: { argument: string[]; timeoutSeconds: number; with?: With },
): Promise<StepResult> {
  const command = run.commands.get(hold.service);
  const what = `${composeCommand(options.with, options.argument)} (${hold.service}: slow start)`;
  if (!command) return { succeeded: false, what, answer: `${hold.service} was never started before` };
  const since = Date.now();
  const files = run.composeFiles.flatMap((file) => ["-f", file]);
  const upping = compose(run, [...files, "-f", "-", ...options.argument], {
    timeoutSeconds: options.timeoutSeconds,
    // The files that Compose itself read are named above, those of `with` among them.
    with: { ...options.with, files: undefined },
    input: overrideFor(bareName(hold.service), command),
  });
  // Whatever happens before it is awaited: it must not count as unhandled.
  upping.catch(() => undefined);
  const held = await holdAndLetGo(run, hold, since, upping);
  const result = await upping;
  const answer = answerOf(result, options.timeoutSeconds);
  return { succeeded: result.exitCode === 0 && held !== undefined, what, answer, ...held };
}

async function holdAndLetGo(
  run: RunState,
  hold: Hold,
  since: number,
  upping: Promise<unknown>,
): Promise<Pick<StepResult, "held"> | undefined> {
  const { docker } = run.context.engine;
  const started = run.log.waitFor(
    (event) => event.service === hold.service && event.action === "start" && event.at >= since,
    { timeoutMs: startTimeoutMs, signal: run.signal },
  );
  const event = await Promise.race([started, upping.then(() => undefined)]);
  const start = event ?? run.log.events.findLast((one) => one.service === hold.service && one.at >= since);
  started.catch(() => undefined);
  if (start?.action !== "start") return undefined;
  const container = docker.getContainer(start.container);
  const info = await container.inspect();
  const deadline = start.at + holdMilliseconds(hold.seconds, info.Config.Healthcheck);
  const question = { service: hold.service, container: start.container, asks: hold.asks };
  await delay(Math.max(0, deadline - Date.now()), undefined, { signal: run.signal });
  const firstAnswer = firstAnswerOf(run, question);
  firstAnswer.catch(() => undefined);
  const until = Date.now();
  await container.kill({ signal: "SIGUSR1" });
  return { held: { service: hold.service, from: start.at, until, firstAnswer: await firstAnswer } };
}

type Healthcheck = { Interval?: number; Retries?: number; StartPeriod?: number };

/**
 * A service that is given up as unhealthy because the grader was too slow would be the grader's fault:
 * at most half of what its healthcheck allows. Durations of the engine are nanoseconds, 0 its default.
 */
function holdMilliseconds(wanted: number, healthcheck: Healthcheck | undefined): number {
  if (!healthcheck) return wanted * 1000;
  const interval = (healthcheck.Interval || 30e9) / 1e6;
  const patience = (healthcheck.StartPeriod ?? 0) / 1e6 + interval * (healthcheck.Retries || 3);
  return Math.max(1500, Math.min(wanted * 1000, patience / 2));
}

/** When the service first answered the grader: milliseconds, the moment at which the successful question was put. */
async function firstAnswerOf(run: RunState, question: Question): Promise<number | undefined> {
  const loop =
    'while :; do at=$(date +%s%3N); if "$@" >/dev/null 2>&1; then echo "$at"; exit 0; fi; sleep 0.05; done';
  const result = await probe(run, question.container, ["bash", "-c", loop, "ask", ...asks(question.asks)], {
    timeoutMs: answerTimeoutSeconds * 1000,
  }).catch(async (error: unknown) => {
    if (!(await hasEnded(run, { id: question.container, restartCount: 0 }))) throw error;
    return undefined;
  });
  return result?.exitCode === 0 ? Number(result.stdout.trim()) : undefined;
}

/** JSON is YAML; `$` is doubled because Compose would take it for a variable. */
function overrideFor(service: string, { entrypoint, command }: StartCommand): string {
  const start = { entrypoint: ["sh", "-c", script, "hold"], command: [...entrypoint, ...command] };
  return JSON.stringify({ services: { [service]: start } }).replaceAll("$", "$$$$");
}
