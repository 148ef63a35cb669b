import type { WorkspaceFile } from "../../lib/compose/types.ts";
import { checksOf, type Exercise } from "../../lib/content/exercise-schema.ts";
import { type LoadedExercise, loadMistake, loadSolution } from "../../lib/content/exercises.ts";
import {
  type Disproof,
  disproveMistake,
  disproveSolution,
  disproveStarter,
} from "../../lib/grading/proof.ts";
import type { RunResult } from "../../lib/grading/result.ts";

/** One answer of an exercise, and what is wrong when it is graded so. */
export type Trial = {
  loaded: LoadedExercise;
  /** `solution`, `starter`, or the name of a mistake. */
  answer: string;
  files: WorkspaceFile[];
  /** Roughly how long its run takes: what it does, and for how long its failing checks are observed again. */
  seconds: number;
  disprove: (result: RunResult) => Disproof[];
};

/** Everything that an exercise has to be graded with before it is proven. */
export async function trialsOf(loaded: LoadedExercise): Promise<Trial[]> {
  const { directory, exercise, starter } = loaded;
  const trial = (answer: string, files: WorkspaceFile[], disprove: Trial["disprove"]): Trial => ({
    loaded,
    answer,
    files,
    seconds: expectedSeconds(exercise, answer),
    disprove,
  });
  const mistakes = Object.keys(exercise.mistakes).map(async (answer) =>
    trial(answer, await loadMistake(directory, answer), (result) =>
      disproveMistake(exercise, answer, result),
    ),
  );
  return [
    trial("solution", await loadSolution(directory), (result) => disproveSolution(exercise, result)),
    trial("starter", starter, disproveStarter),
    ...(await Promise.all(mistakes)),
  ];
}

/** The longest first: a long one that begins last is waited for by everybody else. */
export function longestFirst(trials: Trial[]): Trial[] {
  return [...trials].sort((one, other) => other.seconds - one.seconds);
}

const secondsOfStep = 4;

/** What a proxy waits for a dead container before it gives up, unless it is told otherwise. */
const secondsOfDeadEnd = 60;

function expectedSeconds(exercise: Exercise, answer: string): number {
  const steps = exercise.stages.reduce((sum, stage) => sum + stage.steps.length, 0);
  const fails = exercise.mistakes[answer]?.fails ?? {};
  const waits = checksOf(exercise)
    .filter(({ id }) => answer === "starter" || fails[id] !== undefined)
    .map((check) => (check.type === "balance" ? secondsOfDeadEnd : check.eventually));
  return steps * secondsOfStep + Math.max(0, ...waits);
}
