import type { WorkspaceFile } from "../lib/compose/types.ts";
import { readSettings, type Settings } from "../lib/config/settings.ts";
import { checkExercise, placed } from "../lib/content/check-exercise.ts";
import { checkLessons } from "../lib/content/check-lessons.ts";
import {
  type LoadedExercise,
  listExercises,
  loadExercise,
  loadMistake,
  loadSolution,
} from "../lib/content/exercises.ts";
import { ContentError, formatProblem, type Problem } from "../lib/content/problem.ts";
import { type Disproof, disproveMistake, disproveSolution, disproveStarter } from "../lib/grading/proof.ts";
import type { RunResult } from "../lib/grading/result.ts";
import { type Locale, type Message, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import type { RunnerContext } from "../sandbox-runner/context.ts";
import { runExercise } from "../sandbox-runner/grading/run.ts";
import { languageOf, readArguments, wholeNumber } from "./arguments.ts";
import { inParallel, untilInterrupted, withLaboratory } from "./grading/laboratory.ts";

type Arguments = { ids: string[]; engine: boolean; jobs: number; locale: Locale };

/** One answer of an exercise, and what is wrong when it is graded so. */
type Trial = {
  loaded: LoadedExercise;
  answer: string;
  files: () => Promise<WorkspaceFile[]>;
  disprove: (result: RunResult) => Disproof[];
};

/**
 * `bin/composelab check-content [ID…] [--no-engine] [--jobs N] [--lang ko|en]`: says whether exercises are sound,
 * and without ids also lessons, diagrams and glossary, and at which line they are not. On the real engine, the solution gets full marks, the starter less, and every
 * mistake fails exactly what exercise.yaml says.
 *
 * @returns exit code: 0 sound, 1 problems (printed, a line each), 2 nothing could be checked.
 */
export async function checkContent(args: string[]): Promise<number> {
  const settings = readSettings(process.env);
  const given = readOptions(args, settings);
  const say = (said: Message) => process.stderr.write(`${translate(said, given.locale)}\n`);
  const { exercises, problems } = await readExercises(settings, given.ids);
  if (given.engine && problems.length === 0) problems.push(...(await prove(settings, exercises, given, say)));
  for (const problem of problems) process.stdout.write(`${formatProblem(problem, given.locale)}\n`);
  if (problems.length > 0) return 1;
  if (!given.engine) for (const { id } of exercises) say(message("grading.content-sound", { id }));
  return 0;
}

async function readExercises(
  { contentDirectory }: Settings,
  ids: string[],
): Promise<{ exercises: LoadedExercise[]; problems: Problem[] }> {
  const exercises: LoadedExercise[] = [];
  // Named exercises are looked at alone; without names, the whole course is.
  const problems: Problem[] = ids.length > 0 ? [] : await checkLessons(contentDirectory);
  for (const id of ids.length > 0 ? ids : await listExercises(contentDirectory)) {
    try {
      const loaded = await loadExercise(id, contentDirectory);
      exercises.push(loaded);
      problems.push(...(await checkExercise(loaded, contentDirectory)));
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { exercises, problems };
}

async function prove(
  settings: Settings,
  exercises: LoadedExercise[],
  { jobs }: Arguments,
  say: (said: Message) => void,
): Promise<Problem[]> {
  const images = exercises.flatMap(({ exercise }) => exercise.images);
  const trials = exercises.flatMap(trialsOf);
  const signal = untilInterrupted();
  const found = await withLaboratory(settings, images, say, (context) =>
    inParallel(trials, jobs, async (trial) => ({ trial, ...(await tryAnswer(context, trial, signal, say)) })),
  );
  for (const { id, exercise } of exercises) {
    const own = found.filter(({ trial }) => trial.loaded.id === id);
    if (own.some(({ problems }) => problems.length > 0)) continue;
    const starter = own.find(({ trial }) => trial.answer === "starter")?.result;
    const mistakes = Object.keys(exercise.mistakes).length;
    say(
      message("grading.content-proven", {
        id,
        starter: starter?.score ?? 0,
        max: starter?.maxScore ?? 0,
        mistakes,
      }),
    );
  }
  return found.flatMap(({ problems }) => problems);
}

async function tryAnswer(
  context: RunnerContext,
  { loaded, answer, files, disprove }: Trial,
  signal: AbortSignal,
  say: (said: Message) => void,
): Promise<{ result: RunResult; problems: Problem[] }> {
  say(message("grading.content-proving", { id: loaded.id, answer }));
  const options = { exercise: loaded, files: await files(), emit: () => undefined, signal };
  const result = await runExercise(context, options);
  return { result, problems: await placed(loaded, disprove(result)) };
}

function trialsOf(loaded: LoadedExercise): Trial[] {
  const { directory, exercise, starter } = loaded;
  return [
    {
      loaded,
      answer: "solution",
      files: () => loadSolution(directory),
      disprove: (result) => disproveSolution(exercise, result),
    },
    { loaded, answer: "starter", files: async () => starter, disprove: disproveStarter },
    ...Object.keys(exercise.mistakes).map((answer) => ({
      loaded,
      answer,
      files: () => loadMistake(directory, answer),
      disprove: (result: RunResult) => disproveMistake(exercise, answer, result),
    })),
  ];
}

function readOptions(args: string[], settings: Settings): Arguments {
  const options = {
    engine: { type: "boolean", default: true },
    jobs: { type: "string" },
    lang: { type: "string" },
  } as const;
  const { values, positionals } = readArguments(
    { args, allowPositionals: true, allowNegative: true, options },
    message("grading.usage-check-content"),
  );
  const jobs = wholeNumber("--jobs", values.jobs, { minimum: 1, maximum: 256, fallback: settings.jobs });
  return { ids: positionals, engine: values.engine, jobs, locale: languageOf(values.lang) };
}
