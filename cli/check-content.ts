import { readSettings, type Settings } from "../lib/config/settings.ts";
import { checkLessons } from "../lib/content/check-lessons.ts";
import { formatProblem } from "../lib/content/problem.ts";
import { type Locale, type Message, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { languageOf, readArguments, wholeNumber } from "./arguments.ts";
import { untilInterrupted } from "./grading/laboratory.ts";
import { examineExercises, proofJobs } from "./proof/examine.ts";

type Arguments = { ids: string[]; engine: boolean; changed: boolean; jobs: number; locale: Locale };

/**
 * `bin/composelab check-content [ID…] [--no-engine] [--changed] [--jobs N] [--lang ko|en]`: says whether exercises
 * are sound, and without ids also lessons, diagrams and glossary, and at which line they are not. On the real engine,
 * the solution gets full marks, the starter less, and every mistake fails exactly what exercise.yaml says; with
 * `--changed`, only answers are run for which something has changed since they were.
 *
 * @returns exit code: 0 sound, 1 problems (printed, a line each), 2 nothing could be checked.
 */
export async function checkContent(args: string[]): Promise<number> {
  const settings = readSettings(process.env);
  const { ids, locale, ...options } = readOptions(args, settings);
  const say = (said: Message) => process.stderr.write(`${translate(said, locale)}\n`);
  // Named exercises are looked at alone; without names, the whole course is.
  const ofLessons = ids.length > 0 ? [] : await checkLessons(settings.contentDirectory);
  const signal = untilInterrupted();
  const ofExercises = await examineExercises(settings, ids, { ...options, signal, say });
  const problems = [...ofLessons, ...[...ofExercises.values()].flat()];
  for (const problem of problems) process.stdout.write(`${formatProblem(problem, locale)}\n`);
  return problems.length > 0 ? 1 : 0;
}

function readOptions(args: string[], settings: Settings): Arguments {
  const options = {
    engine: { type: "boolean", default: true },
    changed: { type: "boolean", default: false },
    jobs: { type: "string" },
    lang: { type: "string" },
  } as const;
  const { values, positionals } = readArguments(
    { args, allowPositionals: true, allowNegative: true, options },
    message("cli.usage-check-content"),
  );
  const { engine, changed } = values;
  const jobs = wholeNumber("--jobs", values.jobs, {
    minimum: 1,
    maximum: 256,
    fallback: proofJobs(settings),
  });
  return { ids: positionals, engine, changed, jobs, locale: languageOf(values.lang) };
}
