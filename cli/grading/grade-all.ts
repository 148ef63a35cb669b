import { maxScore } from "../../lib/content/exercise-schema.ts";
import type { LoadedExercise } from "../../lib/content/exercises.ts";
import { WorkspaceTooLarge } from "../../lib/content/workspace-files.ts";
import type { RunResult } from "../../lib/grading/result.ts";
import { type Locale, type Message, message } from "../../lib/i18n/message.ts";
import type { RunnerContext } from "../../sandbox-runner/context.ts";
import { runExercise } from "../../sandbox-runner/grading/run.ts";
import { systemProblem } from "../explain.ts";
import type { Handin } from "../submissions/find.ts";
import type { ResultsFile } from "../submissions/results-file.ts";
import { UnreadableSubmission } from "../submissions/unreadable.ts";
import { inParallel } from "./laboratory.ts";
import type { Progress } from "./progress.ts";
import { outcomeOf } from "./reports.ts";
import type { Submission } from "./submission.ts";

export type GradingOptions = {
  exercise: LoadedExercise;
  handins: Handin[];
  /** Where verdicts are kept, and found again. */
  kept: ResultsFile | undefined;
  progress: Progress;
  /** Breaks off: what is done is reported, what is not is `ungradable`. */
  signal: AbortSignal;
  jobs: number;
  locale: Locale;
};

/** Grades what was handed in, so many at a time; answers in the order of the hand-ins. */
export function gradeAll(context: RunnerContext, options: GradingOptions): Promise<Submission[]> {
  const { handins, jobs, progress, locale } = options;
  return inParallel(handins, jobs, async (handin) => {
    const submission = { path: handin.path, result: await gradeOne(context, options, handin) };
    progress.done(handin.path, outcomeOf(submission, locale));
    return submission;
  });
}

async function gradeOne(
  context: RunnerContext,
  { exercise, kept, signal }: GradingOptions,
  handin: Handin,
): Promise<RunResult> {
  const files = await handin.files().catch((error: unknown) => reasonOf(error, handin.path));
  if (!Array.isArray(files)) return ungradable(exercise, files);
  const before = kept?.find(exercise, files);
  if (before) return before;
  const result = await runExercise(context, { exercise, files, emit: () => undefined, signal });
  if (result.kind === "graded") await kept?.keep(exercise, files, handin.path, result);
  return result;
}

function reasonOf(error: unknown, path: string): Message {
  if (error instanceof UnreadableSubmission) return error.reason;
  if (error instanceof WorkspaceTooLarge) return message("grading.too-large");
  const words = error instanceof Error ? error.message : String(error);
  return systemProblem(error)?.[0] ?? message("grading.unreadable-path", { path, words });
}

function ungradable({ id, hash, exercise }: LoadedExercise, reason: Message): RunResult {
  return {
    kind: "ungradable",
    exercise: { id, hash },
    score: 0,
    maxScore: maxScore(exercise),
    reason,
    checks: [],
    phases: [],
    provenance: { images: {}, gradedAt: new Date().toISOString() },
  };
}
