import { readSettings, type Settings } from "../lib/config/settings.ts";
import { loadExercise } from "../lib/content/exercises.ts";
import { type Locale, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { languageOf, readArguments, wholeNumber } from "./arguments.ts";
import { CommandFailure } from "./failure.ts";
import { gradeAll } from "./grading/grade-all.ts";
import { untilInterrupted, withLaboratory } from "./grading/laboratory.ts";
import { showProgress } from "./grading/progress.ts";
import { type ReportFormat, writeReport } from "./grading/reports.ts";
import { exitCodeOf } from "./grading/submission.ts";
import { handinsAt } from "./submissions/find.ts";
import { openResultsFile } from "./submissions/results-file.ts";

type Arguments = {
  exercise: string;
  paths: string[];
  format: ReportFormat;
  jobs: number;
  resume: string | undefined;
  locale: Locale;
};

/**
 * `bin/composelab grade EXERCISE PATH… [--json|--junit|--csv] [--jobs N] [--resume FILE] [--lang ko|en]`: grades
 * folders and archives, of one student or of a class, on the real engine. The report goes to standard output,
 * progress to standard error. With `--resume`, verdicts are kept in a file and not made again for the same files.
 *
 * @returns exit code: 0 all full marks, 1 some not, 2 something could not be graded.
 */
export async function grade(args: string[]): Promise<number> {
  const settings = readSettings(process.env);
  const { exercise: id, paths, format, jobs, resume, locale } = readOptions(args, settings);
  const exercise = await loadExercise(id, settings.contentDirectory);
  const handins = (await Promise.all(paths.map(handinsAt))).flat();
  const kept = resume === undefined ? undefined : await openResultsFile(resume);
  const progress = showProgress(process.stderr, handins.length, locale);
  const signal = untilInterrupted();
  const options = { exercise, handins, kept, progress, signal, jobs, locale };
  const submissions = await withLaboratory(settings, exercise.exercise.images, progress.say, (context) =>
    gradeAll(context, options),
  );
  progress.end();
  if (signal.aborted) {
    const graded = submissions.filter(({ result }) => result.kind === "graded").length;
    const params = { graded, total: submissions.length, file: resume ?? "none" };
    process.stderr.write(`${translate(message("cli.grade-stopped", params), locale)}\n`);
  }
  process.stdout.write(`${writeReport(format, exercise, submissions, locale)}\n`);
  return exitCodeOf(submissions);
}

function readOptions(args: string[], settings: Settings): Arguments {
  const usage = message("cli.usage-grade");
  const options = {
    json: { type: "boolean", default: false },
    junit: { type: "boolean", default: false },
    csv: { type: "boolean", default: false },
    jobs: { type: "string" },
    resume: { type: "string" },
    lang: { type: "string" },
  } as const;
  const { values, positionals } = readArguments({ args, allowPositionals: true, options }, usage);
  const [exercise, ...paths] = positionals;
  if (!exercise) throw new CommandFailure(message("cli.no-exercise"), [usage]);
  if (paths.length === 0) throw new CommandFailure(message("cli.no-submission"), [usage]);
  const chosen = (["json", "junit", "csv"] as const).filter((format) => values[format]);
  if (chosen.length > 1) throw new CommandFailure(message("cli.one-format"), [usage]);
  const jobs = wholeNumber("--jobs", values.jobs, { minimum: 1, maximum: 256, fallback: settings.jobs });
  const { resume, lang } = values;
  return { exercise, paths, format: chosen[0] ?? "table", jobs, resume, locale: languageOf(lang) };
}
