import { setTimeout as delay } from "node:timers/promises";
import type { LoadRequest, StepOutcome } from "../../../lib/grading/snapshot.ts";
import { urlOf } from "../../../lib/grading/vocabulary/http.ts";
import type { Step, StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { inspectContainers } from "../containers.ts";
import { serviceOf } from "../labels.ts";
import type { RunState } from "../run-state.ts";
import { killOne } from "./kill.ts";
import { type Sender, senderOf } from "./load-request.ts";
import { newNonce } from "./nonce.ts";
import type { StepResult } from "./step-result.ts";

/** Answers that are waited for before something is done under the load, unless the step says how many. */
const before = 20;

/** Between two requests of one worker while something else goes on, for that needs the machine, too. */
const paceMs = 150;

/** After it has ended, before what is answered must be as it is meant to stay. */
const settleMs = 3000;

type Hosts = NonNullable<StepOutcome["hosts"]>;
type Doing = (step: Step) => Promise<StepOutcome>;
type Meanwhile = { after: number; requests: number; work: (sent: LoadRequest[]) => Promise<StepResult> };

/** Sends many requests; where the path has a place for a made-up value, nobody can have prepared for them. */
export async function load(run: RunState, step: StepOf<"load">, doing: Doing): Promise<StepResult> {
  if (!step.path.includes("$nonce")) return sendMany(run, step, doing);
  const nonce = newNonce();
  const result = await sendMany(run, { ...step, path: step.path.replaceAll("$nonce", nonce) }, doing);
  return { ...result, nonce };
}

/**
 * With `kill`, one of the containers that answer is killed on the way; with `while`, another
 * step is done: requests go on meanwhile, and as many as are left are counted from its end on.
 */
async function sendMany(run: RunState, step: StepOf<"load">, doing: Doing): Promise<StepResult> {
  const hosts: Hosts = {};
  const send = await senderOf(run, step);
  const since = Date.now();
  await nameHosts(run, hosts, since);
  if (step.kill) await warmUp(run, send, await countRunning(run, step.kill.service));
  const meanwhile = meanwhileOf(run, step, doing);
  const { requests, done, from, to } = await traffic(run, step, send, meanwhile);
  await nameHosts(run, hosts, since);
  const result = { ...summary(step, requests, done), hosts };
  return step.while ? { ...result, during: { step: step.while.id, from, to } } : result;
}

function meanwhileOf(run: RunState, step: StepOf<"load">, doing: Doing): Meanwhile | undefined {
  const { kill, requests } = step;
  const inner = step.while;
  if (inner) return { after: before, requests, work: () => doing(inner) };
  if (!kill) return undefined;
  const work = (sent: LoadRequest[]) =>
    killOne(
      run,
      kill.service,
      sent.flatMap(({ instance }) => instance ?? []),
    );
  return { after: kill.after, requests: requests - kill.after, work };
}

/** A proxy that was told to read its settings again does so at once, and answers by the old ones a moment longer. */
function settled(run: RunState, done: StepResult): Promise<StepResult> {
  return delay(settleMs, done, { signal: run.signal });
}

async function traffic(
  run: RunState,
  step: StepOf<"load">,
  send: Sender,
  meanwhile: Meanwhile | undefined,
): Promise<{ requests: LoadRequest[]; done?: StepResult; from: number; to: number }> {
  const requests: LoadRequest[] = [];
  let left = meanwhile ? meanwhile.after : step.requests;
  let work: Promise<StepResult> | undefined;
  let [working, from, to] = [false, 0, 0];
  const begin = (what: Meanwhile) => {
    [working, from] = [true, Date.now()];
    return what
      .work(requests)
      .then((done) => (step.while ? settled(run, done) : done))
      .finally(() => {
        [working, left, to] = [false, what.requests, Date.now()];
      });
  };
  const worker = async () => {
    while (left > 0 || working) {
      run.signal.throwIfAborted();
      left--;
      requests.push(await send());
      if (working && step.while) await delay(paceMs, undefined, { signal: run.signal });
      if (meanwhile && !work && requests.length >= meanwhile.after) work = begin(meanwhile);
    }
  };
  await Promise.all(Array.from({ length: step.concurrency }, worker));
  const done = await work;
  return { requests, from, to, ...(done && { done }) };
}

const warmUpMs = 20_000;
const warmUpPauseMs = 1000;
const warmUpRequests = 24;

/**
 * A proxy that met a replica before it was ready leaves it aside for a while (nginx: ten seconds). To kill the
 * only one that it then knows would prove nothing, so requests are sent until all replicas share them about evenly.
 */
async function warmUp(run: RunState, send: Sender, replicas: number): Promise<void> {
  const deadline = Date.now() + warmUpMs;
  while (Date.now() < deadline) {
    const counts = new Map<string, number>();
    for (let sent = 0; sent < warmUpRequests && Date.now() < deadline; sent++) {
      run.signal.throwIfAborted();
      const { instance } = await send();
      if (instance !== undefined) counts.set(instance, (counts.get(instance) ?? 0) + 1);
    }
    const fair = warmUpRequests / counts.size;
    const even = [...counts.values()].every((count) => count > fair * 0.7);
    if (even && counts.size >= Math.max(2, replicas)) return;
    await delay(warmUpPauseMs, undefined, { signal: run.signal });
  }
}

async function countRunning(run: RunState, service: string): Promise<number> {
  const containers = await inspectContainers(run);
  return containers.filter(
    ({ Config, State }) => State.Running && serviceOf(Config.Labels, run.projects) === service,
  ).length;
}

/** Which service a host name belongs to, by the engine; those of containers that came and went by their ids. */
async function nameHosts(run: RunState, hosts: Hosts, since: number): Promise<void> {
  const add = (name: string, service: string, container: string) => {
    const known = hosts[name]?.containers ?? [];
    hosts[name] = { service, containers: [...new Set([...known, container])] };
  };
  for (const { container, service, at } of run.log.events) {
    if (at >= since) add(container.slice(0, 12), service, container);
  }
  for (const { Id, Config } of await inspectContainers(run)) {
    const service = serviceOf(Config.Labels, run.projects);
    if (service) add(Config.Hostname, service, Id);
  }
}

function summary(step: StepOf<"load">, requests: LoadRequest[], done: StepResult | undefined): StepResult {
  const failures = requests.filter(({ status, error }) => status !== 200 || error !== undefined).length;
  const slowest = Math.max(...requests.map((request) => request.milliseconds));
  const what = `${requests.length} × GET ${urlOf(step.via, step.path)}`;
  return {
    succeeded: done?.succeeded !== false,
    what: done ? `${what}, ${done.what}` : what,
    answer: done?.succeeded === false ? done.answer : `${failures} failed, slowest ${slowest} ms`,
    requests,
    ...(done?.killed && { killed: done.killed }),
  };
}
