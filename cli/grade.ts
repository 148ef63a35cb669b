import { readSettings, type Settings } from "../lib/config/settings.ts";
import { maxScore } from "../lib/content/exercise-schema.ts";
import { type LoadedExercise, loadExercise } from "../lib/content/exercises.ts";
import { readWorkspace, WorkspaceTooLarge } from "../lib/content/workspace-files.ts";
import type { RunResult } from "../lib/grading/result.ts";
import { type Locale, type Message, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import type { RunnerContext } from "../sandbox-runner/context.ts";
import { runExercise } from "../sandbox-runner/grading/run.ts";
import { languageOf, readArguments, wholeNumber } from "./arguments.ts";
import { systemProblem } from "./explain.ts";
import { CommandFailure } from "./failure.ts";
import { inParallel, untilInterrupted, withLaboratory } from "./grading/laboratory.ts";
import { outcomeOf, type ReportFormat, writeReport } from "./grading/reports.ts";
import { exitCodeOf, type Submission } from "./grading/submission.ts";

type Arguments = { exercise: string; paths: string[]; format: ReportFormat; jobs: number; locale: Locale };

/**
 * `bin/composelab grade EXERCISE PATH… [--json|--junit|--csv] [--jobs N] [--lang ko|en]`: grades folders on the
 * real engine. The report goes to standard output, progress to standard error.
 *
 * @returns exit code: 0 all full marks, 1 some not, 2 something could not be graded.
 */
export async function grade(args: string[]): Promise<number> {
  const settings = readSettings(process.env);
  const given = readOptions(args, settings);
  const say = (progress: Message) => process.stderr.write(`${translate(progress, given.locale)}\n`);
  const exercise = await loadExercise(given.exercise, settings.contentDirectory);
  const submissions = await withLaboratory(settings, exercise.exercise.images, say, (context) =>
    gradeAll(context, exercise, given, say),
  );
  process.stdout.write(`${writeReport(given.format, exercise, submissions, given.locale)}\n`);
  return exitCodeOf(submissions);
}

function gradeAll(
  context: RunnerContext,
  exercise: LoadedExercise,
  { paths, jobs, locale }: Arguments,
  say: (progress: Message) => void,
): Promise<Submission[]> {
  const signal = untilInterrupted();
  let done = 0;
  return inParallel(paths, jobs, async (path) => {
    const submission = { path, result: await gradeOne(context, exercise, path, signal) };
    done++;
    const outcome = outcomeOf(submission, locale);
    say(message("grading.progress", { done, total: paths.length, path, outcome }));
    return submission;
  });
}

async function gradeOne(
  context: RunnerContext,
  exercise: LoadedExercise,
  path: string,
  signal: AbortSignal,
): Promise<RunResult> {
  try {
    const files = await readWorkspace(path);
    return await runExercise(context, { exercise, files, emit: () => undefined, signal });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const unreadable = message("grading.unreadable-path", { path, words });
    const tooLarge = error instanceof WorkspaceTooLarge ? message("grading.too-large") : undefined;
    return {
      kind: "ungradable",
      exercise: { id: exercise.id, hash: exercise.hash },
      score: 0,
      maxScore: maxScore(exercise.exercise),
      reason: tooLarge ?? systemProblem(error)?.[0] ?? unreadable,
      checks: [],
      phases: [],
      provenance: { images: {}, gradedAt: new Date().toISOString() },
    };
  }
}

function readOptions(args: string[], settings: Settings): Arguments {
  const usage = message("grading.usage-grade");
  const options = {
    json: { type: "boolean", default: false },
    junit: { type: "boolean", default: false },
    csv: { type: "boolean", default: false },
    jobs: { type: "string" },
    lang: { type: "string" },
  } as const;
  const { values, positionals } = readArguments({ args, allowPositionals: true, options }, usage);
  const [exercise, ...paths] = positionals;
  if (!exercise) throw new CommandFailure(message("cli.no-exercise"), [usage]);
  if (paths.length === 0) throw new CommandFailure(message("cli.no-submission"), [usage]);
  const chosen = (["json", "junit", "csv"] as const).filter((format) => values[format]);
  if (chosen.length > 1) throw new CommandFailure(message("cli.one-format"), [usage]);
  const jobs = wholeNumber("--jobs", values.jobs, { minimum: 1, maximum: 256, fallback: settings.jobs });
  return { exercise, paths, format: chosen[0] ?? "table", jobs, locale: languageOf(values.lang) };
}
