import {
  between,
  command,
  copied,
  describeFields,
  flag,
  list,
  readFields,
  refused,
  rewritten,
  text,
} from "./fields.ts";
import type { Json } from "./gate-sandbox.ts";
import { asObject, pick } from "./read-answer.ts";
import { engineError } from "./refusal.ts";

const size = list(between(0, 10_000), 2);

/** ExecConfig of the Engine API, version 1.51: every field of it, and what older clients send. */
const execFields = {
  AttachStdin: copied(flag),
  AttachStdout: copied(flag),
  AttachStderr: copied(flag),
  ConsoleSize: rewritten(size),
  DetachKeys: copied(text(64)),
  Tty: copied(flag),
  Env: copied(list(text(131_072), 256)),
  Cmd: rewritten(command),
  Privileged: refused("exec-privileged"),
  User: copied(text(255)),
  WorkingDir: copied(text()),
  Detach: copied(flag),
  // Older clients repeat here what the path says; it is the path that counts.
  Container: rewritten(text(255)),
};

/** Decides a `POST /containers/{id}/exec`. */
export function decideExecCreate(body: unknown): Json {
  const { ConsoleSize: console, Cmd: words = [], Container: _path, ...rest } = readFields(body, execFields);
  if (words.length === 0) throw engineError(400, "No exec command specified");
  return { ...rest, Cmd: words, ...(console?.length === 2 && { ConsoleSize: console }) };
}

const execStartFields = {
  Detach: rewritten(flag),
  Tty: rewritten(flag),
  ConsoleSize: rewritten(size),
  // What dockerode says to itself and sends along; it changes nothing.
  hijack: rewritten(flag),
  stdin: rewritten(flag),
};

/** Decides a `POST /exec/{id}/start`. */
export function decideExecStart(body: unknown): { Detach: boolean; Tty: boolean; ConsoleSize?: number[] } {
  const request = readFields(body ?? {}, execStartFields);
  const console = request.ConsoleSize;
  return {
    Detach: request.Detach ?? false,
    Tty: request.Tty ?? false,
    ...(console?.length === 2 && { ConsoleSize: console }),
  };
}

export function execRequestFields() {
  return { ExecConfig: describeFields(execFields), ExecStartConfig: describeFields(execStartFields) };
}

const processFields = ["tty", "entrypoint", "arguments", "privileged", "user"] as const;
const execNames = [
  "ID",
  "Running",
  "ExitCode",
  "OpenStdin",
  "OpenStderr",
  "OpenStdout",
  "CanRemove",
  "ContainerID",
  "DetachKeys",
  "Pid",
] as const;

/** `GET /exec/{id}/json`. */
export function viewExec(inspect: unknown): Json {
  const source = asObject(inspect);
  return { ...pick(source, execNames), ProcessConfig: pick(asObject(source.ProcessConfig), processFields) };
}
