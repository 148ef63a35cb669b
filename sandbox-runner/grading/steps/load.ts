import { setTimeout as delay } from "node:timers/promises";
import type { LoadRequest } from "../../../lib/grading/snapshot.ts";
import { jsonAt } from "../../../lib/grading/vocabulary/http.ts";
import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { requestFromHost } from "../http-request.ts";
import type { RunState } from "../run-state.ts";
import { killOne } from "./kill.ts";
import type { StepResult } from "./step-result.ts";

/**
 * Sends many requests through a published port. With `kill`, one of the containers that answer is killed on
 * the way: requests go on while it dies, and as many as are left are counted from its end on.
 */
export async function load(run: RunState, step: StepOf<"load">): Promise<StepResult> {
  if (step.kill) await warmUp(run, step);
  const requests: LoadRequest[] = [];
  let left = step.kill ? step.kill.after : step.requests;
  let killing: Promise<StepResult> | undefined;
  const killInPassing = async (): Promise<StepResult> => {
    const answering = requests.flatMap(({ instance }) => instance ?? []);
    const killed = await killOne(run, step.kill?.service ?? "", answering);
    left = step.requests - (step.kill?.after ?? 0);
    return killed;
  };
  let dying = false;
  const worker = async () => {
    while (left > 0 || dying) {
      run.signal.throwIfAborted();
      left--;
      requests.push(await sendOne(run, step));
      if (!step.kill || killing || requests.length < step.kill.after) continue;
      dying = true;
      killing = killInPassing().finally(() => {
        dying = false;
      });
    }
  };
  await Promise.all(Array.from({ length: step.concurrency }, worker));
  return summary(step, requests, await killing);
}

const warmUpMs = 15_000;
const warmUpPauseMs = 1000;
const warmUpRequests = 24;

/**
 * A proxy that met a replica before it was ready leaves it aside for a while (nginx: ten seconds). To kill the
 * only one that it then knows would prove nothing, so requests are sent until they are shared about evenly.
 */
async function warmUp(run: RunState, step: StepOf<"load">): Promise<void> {
  const deadline = Date.now() + warmUpMs;
  while (Date.now() < deadline) {
    const counts = new Map<string, number>();
    for (let sent = 0; sent < warmUpRequests && Date.now() < deadline; sent++) {
      run.signal.throwIfAborted();
      const { instance } = await sendOne(run, step);
      if (instance !== undefined) counts.set(instance, (counts.get(instance) ?? 0) + 1);
    }
    const fair = warmUpRequests / counts.size;
    if (counts.size > 1 && [...counts.values()].every((count) => count > fair * 0.7)) return;
    await delay(warmUpPauseMs, undefined, { signal: run.signal });
  }
}

function summary(step: StepOf<"load">, requests: LoadRequest[], kill: StepResult | undefined): StepResult {
  const failures = requests.filter(({ status, error }) => status !== 200 || error !== undefined).length;
  const slowest = Math.max(...requests.map((request) => request.milliseconds));
  const what = `${requests.length} × GET http://localhost:${step.via.port}${step.path}`;
  return {
    succeeded: !step.kill || kill?.succeeded === true,
    what: kill ? `${what}, ${kill.what}` : what,
    answer: kill?.succeeded === false ? kill.answer : `${failures} failed, slowest ${slowest} ms`,
    requests,
    ...(kill?.killed && { killed: kill.killed }),
  };
}

async function sendOne(run: RunState, step: StepOf<"load">): Promise<LoadRequest> {
  const at = Date.now();
  const request = { method: "GET", path: step.path } as const;
  const answer = await requestFromHost(run, step.via.port, request, step.timeout * 1000);
  const instance = jsonAt(answer.body, step.instance);
  return {
    at,
    milliseconds: Date.now() - at,
    ...(answer.status !== undefined && { status: answer.status }),
    ...(answer.error !== undefined && { error: answer.error }),
    ...(typeof instance === "string" && { instance }),
  };
}
