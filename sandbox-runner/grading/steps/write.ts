import { setTimeout as delay } from "node:timers/promises";
import type { HttpProbe, Route } from "../../../lib/grading/probes.ts";
import { urlOf } from "../../../lib/grading/vocabulary/http.ts";
import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { hasEnded, inspectContainers } from "../containers.ts";
import { type HttpAnswer, requestFromHost, requestFromService } from "../http-request.ts";
import { serviceOf } from "../labels.ts";
import { patient } from "../patience.ts";
import type { RunState } from "../run-state.ts";
import { nobodyLeft } from "./nobody-left.ts";
import { newNonce } from "./nonce.ts";
import type { StepResult } from "./step-result.ts";

const pollMs = 500;

/** Writes a value that did not exist before this moment. */
export async function write(run: RunState, step: StepOf<"write">): Promise<StepResult> {
  const nonce = newNonce();
  const body = step.body.replaceAll("$nonce", nonce);
  return { ...(await sendUntilTaken(run, { ...step, body })), nonce };
}

/** Sends one request, again and again until it is answered with a status of 2xx or the time is up. */
export async function sendUntilTaken(
  run: RunState,
  { via, method, path, body, timeout }: Omit<StepOf<"request">, "id" | "act">,
): Promise<StepResult> {
  const begun = Date.now();
  const what = [method, urlOf(via, path), body ?? []].flat().join(" ");
  for (;;) {
    const answer = await send(run, via, { method, path, ...(body !== undefined && { body }) });
    const { status = 0, error } = answer;
    const succeeded = error === undefined && status >= 200 && status < 300;
    const words = error ?? `${status} ${answer.body.slice(0, 200).trim()}`;
    const isOver = succeeded || Date.now() - begun >= patient(timeout) * 1000 || (await nobodyLeft(run, via));
    if (isOver) return { succeeded, what, answer: words };
    await delay(pollMs, undefined, { signal: run.signal });
  }
}

async function send(
  run: RunState,
  via: Route,
  request: Pick<HttpProbe, "method" | "path" | "body">,
): Promise<HttpAnswer> {
  if (!("from" in via)) return requestFromHost(run, via.port, request);
  const info = (await inspectContainers(run)).find(
    ({ Config, State }) => serviceOf(Config.Labels, run.projects) === via.from && State.Running,
  );
  const absent = { headers: {}, body: "", error: `${via.from} does not run` };
  if (!info) return absent;
  return requestFromService(run, info.Id, via, request).catch(async (error: unknown) => {
    if (!(await hasEnded(run, { id: info.Id, restartCount: info.RestartCount }))) throw error;
    return absent;
  });
}
