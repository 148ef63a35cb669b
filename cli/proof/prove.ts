import { placed } from "../../lib/content/check-exercise.ts";
import type { LoadedExercise } from "../../lib/content/exercises.ts";
import type { Problem } from "../../lib/content/problem.ts";
import type { RunResult } from "../../lib/grading/result.ts";
import { type Message, message } from "../../lib/i18n/message.ts";
import type { RunnerContext } from "../../sandbox-runner/context.ts";
import { runExercise } from "../../sandbox-runner/grading/run.ts";
import type { Slots } from "../grading/laboratory.ts";
import { openProofRecord, type ProofRecord } from "./record.ts";
import { longestFirst, type Trial, trialsOf } from "./trials.ts";

export type ProofOptions = {
  slots: Slots;
  /** Leave out what was proven before and has not changed since. */
  changed: boolean;
  /** Exercises of which something is missing yet: they are run, and never said to be proven. */
  unfinished: ReadonlySet<string>;
  signal: AbortSignal;
  say: (progress: Message) => void;
};

type Tried = { trial: Trial; problems: Problem[]; result: RunResult; seconds: number };

/**
 * Grades every answer of the exercises on the real engine, all of them side by side, and says of each exercise
 * what its runs disproved. What held is written down for `--changed` and for the exercise's page.
 */
export async function prove(
  context: RunnerContext,
  exercises: LoadedExercise[],
  options: ProofOptions,
): Promise<Map<string, Problem[]>> {
  const record = await openProofRecord(context);
  const trials = longestFirst((await Promise.all(exercises.map(trialsOf))).flat());
  const due: Trial[] = [];
  for (const trial of trials) if (!options.changed || !(await record.holds(trial))) due.push(trial);
  const count = { done: 0, total: due.length };
  const tried = async (trial: Trial) => {
    const one = await tryAnswer(context, trial, record, options.signal);
    count.done++;
    options.say(progressOf(one, count));
    return one;
  };
  const answers = await Promise.all(due.map((trial) => options.slots(() => tried(trial))));
  return new Map(
    exercises.map((loaded) => {
      const own = answers.filter(({ trial }) => trial.loaded === loaded);
      const problems = own.flatMap((one) => one.problems);
      if (problems.length === 0 && !options.unfinished.has(loaded.id))
        options.say(proven(loaded, trials, own.length));
      return [loaded.id, problems];
    }),
  );
}

async function tryAnswer(
  context: RunnerContext,
  trial: Trial,
  record: ProofRecord,
  signal: AbortSignal,
): Promise<Tried> {
  const { loaded, files, disprove } = trial;
  const startedAt = Date.now();
  const result = await runExercise(context, { exercise: loaded, files, emit: () => undefined, signal });
  const problems = await placed(loaded, disprove(result));
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  await record.keep(trial, { held: problems.length === 0, seconds, result });
  return { trial, result, problems, seconds };
}

function progressOf(
  { trial, result, problems, seconds }: Tried,
  { done, total }: { done: number; total: number },
): Message {
  const { loaded, answer } = trial;
  const params = { done, total, id: loaded.id, answer, seconds, score: result.score, max: result.maxScore };
  return message(problems.length === 0 ? "cli.proof-held" : "cli.proof-broken", params);
}

function proven({ id }: LoadedExercise, trials: Trial[], graded: number): Message {
  const answers = trials.filter(({ loaded }) => loaded.id === id).length;
  return message("cli.proof-all", { id, answers, kept: answers - graded });
}
