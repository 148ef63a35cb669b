import type { LoadRequest } from "../../../lib/grading/snapshot.ts";
import { jsonAt } from "../../../lib/grading/vocabulary/http.ts";
import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { requestFromHost } from "../http-request.ts";
import type { RunState } from "../run-state.ts";
import type { StepResult } from "./act.ts";
import { killOne } from "./kill.ts";

/** Sends many requests through a published port and, if asked for, kills one of those who answer on the way. */
export async function load(run: RunState, step: StepOf<"load">): Promise<StepResult> {
  const requests: LoadRequest[] = [];
  let begun = 0;
  let killing: Promise<StepResult> | undefined;
  const worker = async () => {
    while (begun < step.requests) {
      run.signal.throwIfAborted();
      begun++;
      requests.push(await sendOne(run, step));
      if (step.kill && !killing && requests.length >= step.kill.after) {
        const answering = requests.flatMap(({ instance }) => instance ?? []);
        killing = killOne(run, step.kill.service, answering);
      }
    }
  };
  await Promise.all(Array.from({ length: step.concurrency }, worker));
  const kill = await killing;
  const failures = requests.filter((request) => request.status !== 200).length;
  const what = `${step.requests} × GET http://localhost:${step.via.port}${step.path}`;
  const slowest = Math.max(...requests.map((request) => request.milliseconds));
  const killed = kill ? `, ${kill.what}` : "";
  return {
    succeeded: !step.kill || kill?.succeeded === true,
    what: `${what}${killed}`,
    answer: kill?.succeeded === false ? kill.answer : `${failures} failed, slowest ${slowest} ms`,
    requests,
    ...(kill?.killed && { killed: kill.killed }),
  };
}

async function sendOne(run: RunState, step: StepOf<"load">): Promise<LoadRequest> {
  const at = Date.now();
  const answer = await requestFromHost(run.sandbox, step.via.port, { method: "GET", path: step.path });
  const instance = jsonAt(answer.body, step.instance);
  return {
    at,
    milliseconds: Date.now() - at,
    ...(answer.status !== undefined && { status: answer.status }),
    ...(answer.error !== undefined && { error: answer.error }),
    ...(typeof instance === "string" && { instance }),
  };
}
