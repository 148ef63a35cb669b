import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { readSettings, type Settings } from "../lib/config/settings.ts";
import { loadExercise } from "../lib/content/exercises.ts";
import { readWorkspace } from "../lib/content/workspace-files.ts";
import { message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { ensureEngine, releaseEngine } from "../sandbox-runner/engine/engine.ts";
import { execIn } from "../sandbox-runner/sandbox/exec.ts";
import { toolboxName } from "../sandbox-runner/sandbox/paths.ts";
import { sandboxesOnEngine } from "../sandbox-runner/sandbox/reaper.ts";
import { workspacePath } from "../sandbox-runner/sandbox/workspace.ts";
import { askRunner } from "./runner-client.ts";

const defaultLifetimeSeconds = 4 * 3600;
const longestExecMs = 24 * 3600 * 1000;

/** `bin/composelab sandbox create | exec | ls | rm`. Returns the exit code. */
export async function sandbox(args: string[]): Promise<number> {
  const [verb, ...rest] = args;
  const settings = readSettings(process.env);
  switch (verb) {
    case "create":
      return create(settings, rest);
    case "exec":
      return exec(settings, rest);
    case "ls":
      return list(settings, rest);
    case "rm":
      return remove(settings, rest);
    default:
      process.stderr.write(`${translate(message("cli.sandbox-usage"), settings.locale)}\n`);
      return 2;
  }
}

async function create(settings: Settings, args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      exercise: { type: "string" },
      dir: { type: "string" },
      lifetime: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const starter = values.exercise
    ? (await loadExercise(values.exercise, settings.contentDirectory)).starter
    : [];
  const files = values.dir ? await readWorkspace(values.dir) : starter;
  const created = await askRunner<{ id: string; dockerHost: string }>(settings, "POST", "/sandboxes", {
    files,
    lifetimeSeconds: Number(values.lifetime ?? defaultLifetimeSeconds),
  });
  if (values.json) process.stdout.write(`${JSON.stringify(created)}\n`);
  else process.stdout.write(`${translate(message("cli.sandbox-created", created), settings.locale)}\n`);
  return 0;
}

async function exec(settings: Settings, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { interactive: { type: "boolean", short: "i", default: false } },
    allowPositionals: true,
  });
  const [id, ...command] = positionals;
  if (!id || command.length === 0) return sandbox([]);
  return withDocker(settings, async (engine) => {
    const result = await execIn(engine.docker, toolboxName(id), command, {
      user: "student",
      workingDirectory: workspacePath,
      timeoutMs: longestExecMs,
      maxBytes: 0,
      ...(values.interactive && { input: await text(process.stdin) }),
      onOutput: (stream, output) => process[stream].write(output),
    });
    return result.exitCode;
  });
}

async function list(settings: Settings, args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: "boolean", default: false } } });
  return withDocker(settings, async (engine) => {
    const found = [...(await sandboxesOnEngine({ engine, settings })).values()].map((identity) => ({
      id: identity.id,
      kind: identity.kind,
      expires: new Date(identity.expires * 1000).toISOString(),
    }));
    if (values.json) process.stdout.write(`${JSON.stringify(found)}\n`);
    else if (found.length === 0)
      process.stdout.write(`${translate(message("cli.sandbox-none"), settings.locale)}\n`);
    else for (const each of found) process.stdout.write(`${each.id}  ${each.kind}  ${each.expires}\n`);
    return 0;
  });
}

async function remove(settings: Settings, ids: string[]): Promise<number> {
  if (ids.length === 0) return sandbox([]);
  for (const id of ids) await askRunner(settings, "DELETE", `/sandboxes/${id}`);
  return 0;
}

type ReadyEngine = Extract<Awaited<ReturnType<typeof ensureEngine>>, { state: "ready" }>["engine"];

async function withDocker(
  settings: Settings,
  work: (engine: ReadyEngine) => Promise<number>,
): Promise<number> {
  const state = await ensureEngine(settings, () => undefined);
  if (state.state === "missing") {
    for (const line of [state.reason, ...state.remedies])
      process.stderr.write(`${translate(line, settings.locale)}\n`);
    return 2;
  }
  try {
    return await work(state.engine);
  } finally {
    await releaseEngine(settings);
  }
}
