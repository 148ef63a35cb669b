import { parseArgs } from "node:util";
import { readSettings, type Settings } from "../lib/config/settings.ts";
import { maxScore } from "../lib/content/exercise-schema.ts";
import {
  type LoadedExercise,
  listExercises,
  loadExercise,
  UnknownExercise,
} from "../lib/content/exercises.ts";
import { ContentError, formatProblem } from "../lib/content/problem.ts";
import { readWorkspace, WorkspaceTooLarge } from "../lib/content/workspace-files.ts";
import type { RunResult } from "../lib/grading/result.ts";
import { type Locale, locales, type Message, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import type { RunnerContext } from "../sandbox-runner/context.ts";
import { runExercise } from "../sandbox-runner/grading/run.ts";
import { inParallel, NoLaboratory, untilInterrupted, withLaboratory } from "./grading/laboratory.ts";
import { outcomeOf, type ReportFormat, writeReport } from "./grading/reports.ts";
import { exitCodeOf, type Submission } from "./grading/submission.ts";

type Arguments = { exercise: string; paths: string[]; format: ReportFormat; jobs: number; locale: Locale };

const couldNotGrade = 2;

/**
 * `bin/composelab grade EXERCISE PATH… [--json|--junit|--csv] [--jobs N] [--lang ko|en]`: grades folders on the
 * real engine. The report goes to standard output, progress to standard error.
 *
 * @returns exit code: 0 all full marks, 1 some not, 2 something could not be graded.
 */
export async function grade(args: string[]): Promise<number> {
  const settings = readSettings(process.env);
  const given = readArguments(args, settings);
  if (!given) return refuse(message("grading.usage-grade"), settings.locale);
  const say = (progress: Message) => process.stderr.write(`${translate(progress, given.locale)}\n`);
  try {
    const exercise = await loadExercise(given.exercise, settings.contentDirectory);
    const submissions = await withLaboratory(settings, exercise.exercise.images, say, (context) =>
      gradeAll(context, exercise, given, say),
    );
    process.stdout.write(`${writeReport(given.format, exercise, submissions, given.locale)}\n`);
    return exitCodeOf(submissions);
  } catch (error) {
    return explain(error, settings, given.locale);
  }
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
    return {
      kind: "ungradable",
      exercise: { id: exercise.id, hash: exercise.hash },
      score: 0,
      maxScore: maxScore(exercise.exercise),
      reason: error instanceof WorkspaceTooLarge ? message("grading.too-large") : unreadable,
      checks: [],
      phases: [],
      provenance: { images: {}, gradedAt: new Date().toISOString() },
    };
  }
}

function readArguments(args: string[], settings: Settings): Arguments | undefined {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        junit: { type: "boolean", default: false },
        csv: { type: "boolean", default: false },
        jobs: { type: "string" },
        lang: { type: "string" },
      },
    });
    const [exercise, ...paths] = positionals;
    const chosen = (["json", "junit", "csv"] as const).filter((format) => values[format]);
    const jobs = values.jobs === undefined ? settings.jobs : Number(values.jobs);
    const locale = values.lang === undefined ? settings.locale : locales.find((one) => one === values.lang);
    const sound = chosen.length <= 1 && Number.isInteger(jobs) && jobs > 0;
    if (!exercise || paths.length === 0 || !sound || !locale) return undefined;
    return { exercise, paths, format: chosen[0] ?? "table", jobs, locale };
  } catch {
    return undefined;
  }
}

async function explain(error: unknown, settings: Settings, locale: Locale): Promise<number> {
  if (error instanceof NoLaboratory) {
    const words = translate(error.problem, locale);
    return refuse(message("grading.engine-missing", { words }), locale);
  }
  if (error instanceof UnknownExercise) {
    const known = await listExercises(settings.contentDirectory);
    return refuse(message("grading.unknown-exercise", { id: error.id, known: known.join(", ") }), locale);
  }
  if (error instanceof ContentError) {
    for (const problem of error.problems) process.stderr.write(`${formatProblem(problem, locale)}\n`);
    return couldNotGrade;
  }
  throw error;
}

function refuse(reason: Message, locale: Locale): number {
  process.stderr.write(`${translate(reason, locale)}\n`);
  return couldNotGrade;
}
