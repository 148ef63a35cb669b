import type { WorkspaceFile } from "../lib/compose/types.ts";
import { readSettings, type Settings } from "../lib/config/settings.ts";
import { readWorkspace } from "../lib/content/workspace-files.ts";
import { type Message, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { readArguments, wholeNumber } from "./arguments.ts";
import { asksHelp, CommandFailure, HelpAsked } from "./failure.ts";
import { askRunner } from "./runner-client.ts";

/** Seconds. The runner takes no others. */
const lifetime = { minimum: 60, maximum: 7 * 24 * 3600, fallback: 4 * 3600 };
const usage = message("cli.sandbox-usage");

/** `bin/composelab sandbox create | exec | ls | rm`. Returns the exit code. */
export async function sandbox(args: string[]): Promise<number> {
  const [verb, ...rest] = args;
  const settings = readSettings(process.env);
  switch (verb) {
    case "create":
      return create(settings, rest);
    case "exec":
      return (await fromEngine()).exec(settings, rest);
    case "ls":
      return (await fromEngine()).list(settings, rest);
    case "rm":
      return (await fromEngine()).remove(settings, rest);
    default: {
      if (asksHelp(verb)) throw new HelpAsked(usage);
      const problem = verb === undefined ? "cli.sandbox-verb-missing" : "cli.unknown-verb";
      throw new CommandFailure(message(problem, { verb: verb ?? "" }), [usage]);
    }
  }
}

/** Loaded when asked for: `create` needs only the runner, and reading an engine's client takes as long as all else. */
const fromEngine = () => import("./sandbox-engine.ts");

async function create(settings: Settings, args: string[]): Promise<number> {
  const options = {
    exercise: { type: "string" },
    dir: { type: "string" },
    lifetime: { type: "string" },
    json: { type: "boolean", default: false },
  } as const;
  const { values } = readArguments({ args, options }, usage);
  const lifetimeSeconds = wholeNumber("--lifetime", values.lifetime, lifetime);
  const starter = values.exercise ? await starterOf(settings, values.exercise) : [];
  const files = values.dir ? await readWorkspace(values.dir) : starter;
  const say = (said: Message) => process.stderr.write(`${translate(said, settings.locale)}\n`);
  const created = await askRunner<{ id: string; dockerHost: string }>(settings, say, "POST", "/sandboxes", {
    files,
    lifetimeSeconds,
  });
  if (values.json) process.stdout.write(`${JSON.stringify(created)}\n`);
  else process.stdout.write(`${translate(message("cli.sandbox-created", created), settings.locale)}\n`);
  return 0;
}

async function starterOf({ contentDirectory }: Settings, exercise: string): Promise<WorkspaceFile[]> {
  const { loadExercise } = await import("../lib/content/exercises.ts");
  return (await loadExercise(exercise, contentDirectory)).starter;
}
