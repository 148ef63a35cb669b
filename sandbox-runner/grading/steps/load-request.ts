import { randomBytes } from "node:crypto";
import type { LoadRequest } from "../../../lib/grading/snapshot.ts";
import { jsonAt, urlOf } from "../../../lib/grading/vocabulary/http.ts";
import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";
import { hasEnded, inspectContainers } from "../containers.ts";
import { requestFromHost } from "../http-request.ts";
import { serviceOf } from "../labels.ts";
import { probe } from "../probe.ts";
import type { RunState } from "../run-state.ts";

/** Sends one request and tells how it went; it never rejects for what a service does. */
export type Sender = () => Promise<LoadRequest>;

export async function senderOf(run: RunState, step: StepOf<"load">): Promise<Sender> {
  return "from" in step.via ? fromService(run, step, step.via) : fromHost(run, step, step.via.port);
}

function fromHost(run: RunState, step: StepOf<"load">, port: number): Sender {
  const request = { method: "GET", path: step.path } as const;
  return async () => {
    const at = Date.now();
    const { status, error, body } = await requestFromHost(run, port, request, step.timeout * 1000);
    const milliseconds = Date.now() - at;
    return {
      at,
      milliseconds,
      ...(status !== undefined && { status }),
      ...(error !== undefined && { error }),
      ...saidOf(step, body),
    };
  };
}

/** So many at once: to run a command beside the container costs more than the request. */
const batch = 10;

/** Each request is a curl of its own, which asks the DNS anew; what it prints is set off by a word that no answer can hold. */
const program = `for i in $(seq "$2"); do
  at=$(date +%s%3N)
  curl -sS -m "$3" --max-filesize 100000 -w "\\n$1 $at %{time_total} %{http_code} %{exitcode} %{errormsg}\\n" "$4" 2>/dev/null
done`;

/** From inside a service's network. Requests are made ahead, some at a time, and handed out one by one. */
async function fromService(
  run: RunState,
  step: StepOf<"load">,
  via: Extract<StepOf<"load">["via"], { from: string }>,
): Promise<Sender> {
  const own = (await inspectContainers(run)).find(
    ({ Config, State }) => serviceOf(Config.Labels, run.projects) === via.from && State.Running,
  );
  const absent = (): LoadRequest => ({ at: Date.now(), milliseconds: 0, error: `${via.from} does not run` });
  if (!own) return async () => absent();
  const url = urlOf(via, step.path);
  const many = step.while ? 2 : batch;
  const ask = async (): Promise<LoadRequest[]> => {
    const mark = randomBytes(8).toString("hex");
    const command = ["bash", "-c", program, "load", mark, String(many), String(step.timeout), url];
    const timeoutMs = (step.timeout * many + 10) * 1000;
    try {
      const { stdout } = await probe(run, own.Id, command, { timeoutMs });
      const read = readAnswers(step, stdout, mark);
      return read.length > 0 ? read : [absent()];
    } catch (error) {
      if (!(await hasEnded(run, { id: own.Id, restartCount: own.RestartCount }))) throw error;
      return [absent()];
    }
  };
  const waiting: LoadRequest[] = [];
  return async () => waiting.shift() ?? (await take(ask, waiting));
}

async function take(ask: () => Promise<LoadRequest[]>, waiting: LoadRequest[]): Promise<LoadRequest> {
  const [first, ...others] = await ask();
  if (!first) throw new Error("a batch of requests was empty");
  waiting.push(...others);
  return first;
}

/** Exported for its tests. */
export function readAnswers(
  step: Pick<StepOf<"load">, "instance" | "fields">,
  output: string,
  mark: string,
): LoadRequest[] {
  const ends = new RegExp(`\\n${mark} (\\d+) ([\\d.]+) (\\d+) (\\d+) (.*)\\n`);
  const pieces = output.split(ends);
  const requests: LoadRequest[] = [];
  for (let index = 0; index + 5 < pieces.length; index += 6) {
    const [body = "", at, seconds, status, exitCode, words] = pieces.slice(index, index + 6);
    requests.push({
      at: Number(at),
      milliseconds: Math.round(Number(seconds) * 1000),
      ...(Number(status) > 0 && { status: Number(status) }),
      ...(exitCode !== "0" && { error: words || `curl ended with ${exitCode}` }),
      ...saidOf(step, body),
    });
  }
  return requests;
}

const longestValue = 80;

/** What an answer says of itself: which container it comes from, and the values that the step counts. */
function saidOf(
  { instance, fields }: Pick<StepOf<"load">, "instance" | "fields">,
  body: string,
): Pick<LoadRequest, "instance" | "fields"> {
  const host = instance && jsonAt(body, instance);
  const values = Object.entries(fields ?? {}).flatMap(([name, path]): [string, string][] => {
    const value = jsonAt(body, path);
    const plain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    return plain ? [[name, String(value).slice(0, longestValue)]] : [];
  });
  return {
    ...(typeof host === "string" && { instance: host.slice(0, longestValue) }),
    ...(fields && { fields: Object.fromEntries(values) }),
  };
}
