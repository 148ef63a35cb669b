import { stat } from "node:fs/promises";
import { join } from "node:path";
import { entryNames } from "../lib/compose/project.ts";
import { type Locale, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { languageOf, readArguments } from "./arguments.ts";
import { CommandFailure } from "./failure.ts";
import { examine } from "./validate/examine.ts";
import { counts, type Outcome, writeJson, writeText } from "./validate/report.ts";

type Arguments = { paths: string[]; json: boolean; locale: Locale };

const unreadableExit = 2;

/**
 * `bin/composelab validate FILE… [--json] [--lang ko|en]`: checks Compose files; a folder stands for the Compose
 * file in it. Needs no engine.
 *
 * @returns exit code: 0 clean or warnings only, 1 errors, 2 something could not be read.
 * @throws CommandFailure for wrong arguments.
 */
export async function validate(args: string[]): Promise<number> {
  const given = readOptions(args);
  const outcome = await examineAll(given.paths, given.locale);
  const isColoured = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const text = given.json ? writeJson(outcome, given.locale) : writeText(outcome, given.locale, isColoured);
  process.stdout.write(`${text}\n`);
  const { errors, unreadable } = counts(outcome);
  return unreadable > 0 ? unreadableExit : errors > 0 ? 1 : 0;
}

async function examineAll(paths: string[], locale: Locale): Promise<Outcome> {
  const outcome: Outcome = { examined: [], failures: [] };
  const files: string[] = [];
  for (const path of paths) {
    const file = await composeFile(path);
    if (file !== undefined) files.push(file);
    else
      outcome.failures.push({ path, reason: translate(message("compose.validate-no-compose-file"), locale) });
  }
  for (const path of files) {
    try {
      outcome.examined.push(await examine(path, files));
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error;
      outcome.failures.push({ path, reason: reasonOf(String(error.code), locale) });
    }
  }
  return outcome;
}

/** A folder's own Compose file, or the path itself; nothing for a folder without one. */
async function composeFile(path: string): Promise<string | undefined> {
  const isDirectory = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isDirectory) return path;
  for (const name of entryNames) {
    const isThere = await stat(join(path, name)).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isThere) return join(path, name);
  }
  return undefined;
}

function reasonOf(code: string, locale: Locale): string {
  const name = code === "ENOENT" ? "not-found" : code === "EACCES" ? "not-allowed" : "other";
  return translate(message(`compose.validate-${name}`, { code }), locale);
}

function readOptions(args: string[]): Arguments {
  const usage = message("compose.validate-usage");
  const options = { json: { type: "boolean" }, lang: { type: "string" } } as const;
  const { values, positionals } = readArguments({ args, allowPositionals: true, options }, usage);
  if (positionals.length === 0) throw new CommandFailure(message("cli.no-file"), [usage]);
  // Not from the settings: a bad setting must not keep anybody from checking a file.
  return { paths: positionals, json: values.json ?? false, locale: languageOf(values.lang) };
}
