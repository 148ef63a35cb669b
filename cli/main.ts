import { terminalLocale } from "../lib/config/settings.ts";
import { type Locale, locales, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { explain } from "./explain.ts";
import { asksHelp, HelpAsked } from "./failure.ts";

type Command = (args: string[]) => Promise<number>;

const couldNot = 2;

/** Loaded when asked for: `validate` need not read what `grade` needs. */
const commands: Record<string, () => Promise<Command>> = {
  doctor: async () => (await import("./doctor.ts")).doctor,
  validate: async () => (await import("./validate.ts")).validate,
  grade: async () => (await import("./grade.ts")).grade,
  "check-content": async () => (await import("./check-content.ts")).checkContent,
  new: async () => (await import("./new.ts")).create,
  sandbox: async () => (await import("./sandbox.ts")).sandbox,
  runner: async () => (await import("./runner.ts")).runner,
};

async function main([name = "", ...args]: string[]): Promise<number> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const isHelp = name === "" || name === "help" || asksHelp(name);
  if (!load) {
    const locale = terminalLocale(process.env);
    if (!isHelp) process.stderr.write(`${translate(message("cli.unknown-command", { name }), locale)}\n`);
    (isHelp ? process.stdout : process.stderr).write(`${translate(message("cli.usage"), locale)}\n`);
    return isHelp && name !== "" ? 0 : couldNot;
  }
  return (await load())(args);
}

/** Commands end with 2 when they could not do what was asked. Where in our code is for `debug` only. */
function fail(error: unknown, args: string[]): number {
  if (error instanceof HelpAsked) {
    process.stdout.write(`${translate(error.usage, languageAsked(args))}\n`);
    return 0;
  }
  for (const line of explain(error, languageAsked(args))) process.stderr.write(`${line}\n`);
  const isTraced =
    process.env.COMPOSELAB_LOG_LEVEL === "debug" || process.env.COMPOSELAB_LOG_LEVEL === "trace";
  if (isTraced && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return couldNot;
}

/** Errors are told in the language of `--lang` too, wherever on the line it stands. */
function languageAsked(args: string[]): Locale {
  const own = args.slice(0, args.includes("--") ? args.indexOf("--") : undefined).join(" ");
  const asked = /(?:^| )--lang[ =](\w+)/.exec(own)?.[1];
  return locales.find((one) => one === asked) ?? terminalLocale(process.env);
}

// Whoever reads our output may stop reading, as `head` does.
process.stdout.on("error", () => process.exit(0));
const given = process.argv.slice(2);
const exitCode = await main(given).catch((error: unknown) => fail(error, given));
await Promise.all([written(process.stdout), written(process.stderr)]);
process.exit(exitCode);

/** A pipe takes 64 KiB at once; leaving earlier would cut the output there. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}
