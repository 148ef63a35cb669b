import { readSettings, SettingsError } from "../lib/config/settings.ts";
import { message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";

type Command = (args: string[]) => Promise<number>;

const usageExit = 2;

/** Loaded when asked for: `validate` need not read what `grade` needs. */
const commands: Record<string, () => Promise<Command>> = {
  doctor: async () => (await import("./doctor.ts")).doctor,
  validate: async () => (await import("./validate.ts")).validate,
  grade: async () => (await import("./grade.ts")).grade,
  "check-content": async () => (await import("./check-content.ts")).checkContent,
  sandbox: async () => (await import("./sandbox.ts")).sandbox,
};

async function main([name = "", ...args]: string[]): Promise<number> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const asksHelp = ["", "help", "--help", "-h"].includes(name);
  if (!load) {
    const { locale } = readSettings({ ...process.env, ...harmless() });
    if (!asksHelp) process.stderr.write(`${translate(message("cli.unknown-command", { name }), locale)}\n`);
    (asksHelp ? process.stdout : process.stderr).write(`${translate(message("cli.usage"), locale)}\n`);
    return asksHelp && name !== "" ? 0 : usageExit;
  }
  return (await load())(args);
}

/** Help is given whatever the other settings are. */
function harmless(): Record<string, undefined> {
  const others = Object.keys(process.env).filter((name) => name !== "COMPOSELAB_LOCALE");
  return Object.fromEntries(
    others
      .filter((name) => name.startsWith("COMPOSELAB_") || name === "DATABASE_URL")
      .map((name) => [name, undefined]),
  );
}

function explain(error: unknown): number {
  if (error instanceof SettingsError) {
    const { locale } = readSettings({ LANG: process.env.LANG, LC_ALL: process.env.LC_ALL });
    for (const problem of error.problems) process.stderr.write(`${translate(problem.message, locale)}\n`);
    return usageExit;
  }
  const isWrongOption =
    error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  const text = error instanceof Error ? (isWrongOption ? error.message : error.stack) : String(error);
  process.stderr.write(`${text}\n`);
  return usageExit;
}

// Whoever reads our output may stop reading, as `head` does.
process.stdout.on("error", () => process.exit(0));
const exitCode = await main(process.argv.slice(2)).catch(explain);
await Promise.all([written(process.stdout), written(process.stderr)]);
process.exit(exitCode);

/** A pipe takes 64 KiB at once; leaving earlier would cut the output there. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}
