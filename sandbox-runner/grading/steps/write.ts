import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { urlOf } from "../../../lib/grading/vocabulary/http.ts";
import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { inspectContainers } from "../containers.ts";
import { type HttpAnswer, requestFromHost, requestFromService } from "../http-request.ts";
import { serviceOf } from "../labels.ts";
import type { RunState } from "../run-state.ts";
import type { StepResult } from "./step-result.ts";

const pollMs = 500;

/** Writes a value that did not exist before this moment: nobody can have prepared an answer that holds it. */
export async function write(run: RunState, step: StepOf<"write">): Promise<StepResult> {
  const nonce = `note-${randomBytes(8).toString("hex")}`;
  const deadline = Date.now() + step.timeout * 1000;
  const what = `${step.method} ${urlOf(step.via, step.path)} ${step.body.replaceAll("$nonce", nonce)}`;
  for (;;) {
    const answer = await send(run, step, nonce);
    const { status = 0, error } = answer;
    const succeeded = error === undefined && status >= 200 && status < 300;
    const words = error ?? `${status} ${answer.body.slice(0, 200).trim()}`;
    if (succeeded || Date.now() >= deadline) return { succeeded, what, answer: words, nonce };
    await delay(pollMs, undefined, { signal: run.signal });
  }
}

async function send(run: RunState, step: StepOf<"write">, nonce: string): Promise<HttpAnswer> {
  const { via } = step;
  const request = { method: step.method, path: step.path, body: step.body.replaceAll("$nonce", nonce) };
  if (!("from" in via)) return requestFromHost(run, via.port, request);
  const info = (await inspectContainers(run)).find(
    ({ Config, State }) => serviceOf(Config.Labels, run.projects) === via.from && State.Running,
  );
  if (!info) return { headers: {}, body: "", error: `${via.from} does not run` };
  return requestFromService(run, info.Id, via, request);
}
