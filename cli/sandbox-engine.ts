import { text } from "node:stream/consumers";
import type { Settings } from "../lib/config/settings.ts";
import { type Message, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { ensureEngine, releaseEngine } from "../sandbox-runner/engine/engine.ts";
import { execIn } from "../sandbox-runner/sandbox/exec.ts";
import { toolboxName } from "../sandbox-runner/sandbox/paths.ts";
import { sandboxesOnEngine } from "../sandbox-runner/sandbox/reaper.ts";
import { workspacePath } from "../sandbox-runner/sandbox/workspace.ts";
import { readArguments } from "./arguments.ts";
import { CommandFailure } from "./failure.ts";
import { askRunner } from "./runner-client.ts";
import { listSandboxes, sandboxTable } from "./sandbox-list.ts";

const longestExecMs = 24 * 3600 * 1000;
const usage = message("cli.sandbox-usage");

/** `sandbox exec ID -- COMMAND…` */
export async function exec(settings: Settings, args: string[]): Promise<number> {
  const options = { interactive: { type: "boolean", short: "i", default: false } } as const;
  const { values, positionals } = readArguments({ args, options, allowPositionals: true }, usage);
  const [id, ...command] = positionals;
  if (!id || command.length === 0) throw new CommandFailure(message("cli.exec-incomplete"), [usage]);
  return withDocker(settings, async (engine) => {
    await requireSandboxes(settings, engine, [id]);
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

/** `sandbox ls` */
export async function list(settings: Settings, args: string[]): Promise<number> {
  const options = { json: { type: "boolean", default: false } } as const;
  const { values } = readArguments({ args, options }, usage);
  return withDocker(settings, async (engine) => {
    const found = await listSandboxes(settings, engine);
    if (values.json) process.stdout.write(`${JSON.stringify(found)}\n`);
    else if (found.length === 0)
      process.stdout.write(`${translate(message("cli.sandbox-none"), settings.locale)}\n`);
    else process.stdout.write(`${sandboxTable(found, settings.locale, Date.now())}\n`);
    return 0;
  });
}

/** `sandbox rm ID…` */
export async function remove(settings: Settings, args: string[]): Promise<number> {
  const { positionals: ids } = readArguments({ args, options: {}, allowPositionals: true }, usage);
  if (ids.length === 0) throw new CommandFailure(message("cli.rm-incomplete"), [usage]);
  const say = (said: Message) => process.stderr.write(`${translate(said, settings.locale)}\n`);
  return withDocker(settings, async (engine) => {
    await requireSandboxes(settings, engine, ids);
    for (const id of ids) await askRunner(settings, say, "DELETE", `/sandboxes/${id}`);
    return 0;
  });
}

/** Throws for the first id that no sandbox of this installation has. Ready ones are nobody's to work in. */
async function requireSandboxes(settings: Settings, engine: ReadyEngine, ids: string[]): Promise<void> {
  const found = [...(await sandboxesOnEngine({ engine, settings })).values()];
  const known = found.filter(({ kind }) => kind !== "ready").map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return;
  const there = known.length > 0 ? message("cli.sandbox-known", { known: known.join(", ") }) : undefined;
  throw new CommandFailure(message("cli.sandbox-unknown", { id: unknown }), [
    there ?? message("cli.sandbox-none"),
  ]);
}

type ReadyEngine = Extract<Awaited<ReturnType<typeof ensureEngine>>, { state: "ready" }>["engine"];

async function withDocker(
  settings: Settings,
  work: (engine: ReadyEngine) => Promise<number>,
): Promise<number> {
  const state = await ensureEngine(settings, () => undefined);
  if (state.state === "missing") throw new CommandFailure(state.reason, state.remedies);
  try {
    return await work(state.engine);
  } finally {
    await releaseEngine(settings);
  }
}
