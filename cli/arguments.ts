import { type ParseArgsConfig, parseArgs } from "node:util";
import { terminalLocale } from "../lib/config/settings.ts";
import { type Locale, locales, type Message, message } from "../lib/i18n/message.ts";
import { asksHelp, CommandFailure, HelpAsked } from "./failure.ts";

/** Options and words of a command. Throws a CommandFailure that names the wrong one, with the usage; HelpAsked. */
export function readArguments<Config extends ParseArgsConfig>(
  config: Config,
  usage: Message,
): ReturnType<typeof parseArgs<Config>> {
  const words = config.args ?? [];
  // What stands behind `--` is another program's.
  const own = words.includes("--") ? words.slice(0, words.indexOf("--")) : words;
  if (own.some(asksHelp)) throw new HelpAsked(usage);
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new CommandFailure(problemOf(String(error.code), error.message), [usage]);
  }
}

/** Node says in English what is wrong; which option it is stands between quotation marks. */
function problemOf(code: string, words: string): Message {
  const subject = /'(.+?)'/.exec(words)?.[1]?.replace(/ <value>$/, "") ?? "";
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return message("cli.unknown-option", { option: subject });
  if (code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL")
    return message("cli.unexpected-word", { word: subject });
  const takesNone = words.includes("does not take");
  return message(takesNone ? "cli.option-takes-none" : "cli.option-needs-value", { option: subject });
}

/** A whole number of an option, or its default. Throws a CommandFailure that says what is allowed. */
export function wholeNumber(
  option: string,
  value: string | undefined,
  { minimum, maximum, fallback }: { minimum: number; maximum: number; fallback: number },
): number {
  if (value === undefined) return fallback;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= minimum && number <= maximum) return number;
  throw new CommandFailure(message("cli.bad-number", { option, value, minimum, maximum }));
}

/** The language of `--lang`, else that of the terminal. */
export function languageOf(value: string | undefined): Locale {
  if (value === undefined) return terminalLocale(process.env);
  const locale = locales.find((one) => one === value);
  if (locale) return locale;
  const choices = locales.join(", ");
  throw new CommandFailure(message("cli.bad-choice", { option: "--lang", value, choices }));
}
