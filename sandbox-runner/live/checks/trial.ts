import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { Exercise } from "../../../lib/content/exercise-schema.ts";
import type { RunEvent } from "../../../lib/grading/events.ts";
import type { Figure } from "../../../lib/grading/figure.ts";
import { figuresOf } from "../../../lib/grading/figures.ts";
import type { Step } from "../../../lib/grading/vocabulary/steps.ts";
import type { RunnerContext } from "../../context.ts";
import { compose } from "../../grading/compose.ts";
import { inspectContainers } from "../../grading/containers.ts";
import { composeLabel } from "../../grading/labels.ts";
import { openRun } from "../../grading/open-run.ts";
import type { RunState } from "../../grading/run-state.ts";
import { runStages } from "../../grading/stages.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";

export type TrialOptions = {
  context: RunnerContext;
  sandbox: Sandbox;
  exercise: Exercise;
  files: WorkspaceFile[];
  emit: (event: RunEvent) => void;
  /** What the stages showed as pictures, once all of them are through. */
  onFigures: (figures: Figure[]) => void;
  onRestoring: () => void;
  signal: AbortSignal;
};

/** The exercise's own limit is over: it is the student's stack that takes so long. */
export class TrialTooLong extends Error {}

const downSeconds = 90;
const upSeconds = 150;
const restoreMs = 240_000;

/**
 * Works the whole exercise off on a student's live stack. It begins with nothing running, as in a sandbox of its own:
 * what comes up in which order can only be told then. Volumes stay, and afterwards the stack is up again if it was.
 *
 * @throws when it is cancelled, out of time, or something of ours failed
 */
export async function tryAll(options: TrialOptions): Promise<void> {
  const { context, sandbox, exercise, files, emit } = options;
  const limit = AbortSignal.timeout(exercise.limits.seconds * 1000);
  const signal = AbortSignal.any([options.signal, limit]);
  const run = await openRun(context, sandbox, { files, exercise, emit, signal });
  try {
    const projects = await projectsOf(run);
    try {
      await removeProjects(run, projects);
      await runStages(run, exercise.stages, [], (_, work) => work());
      run.log.check();
      options.onFigures(figuresOf({ steps: run.steps, events: run.log.events, config: run.config }));
    } catch (error) {
      if (limit.aborted && !options.signal.aborted) throw new TrialTooLong();
      throw error;
    } finally {
      options.onRestoring();
      await putBack(sandbox, exercise, files);
      // Also after a cancel: what was taken down for the check must come back.
      await restore(
        { ...run, signal: AbortSignal.timeout(restoreMs), emit: () => undefined },
        projects,
        exercise,
      );
    }
  } finally {
    run.log.close();
  }
}

type Held = "context" | "sandbox" | "signal" | "emit" | "projects";

/** A project that has containers, and the files of which it was made. */
type Project = { name: string; files: string[] };

async function projectsOf(run: Pick<RunState, Held>): Promise<Project[]> {
  const projects = new Map<string, Project>();
  for (const { Config } of await inspectContainers(run)) {
    const name = Config.Labels[composeLabel.project];
    const files = Config.Labels[composeLabel.files]?.split(",") ?? [];
    // "-": of what the grader or the student gave on standard input, nothing is left.
    if (name) projects.set(name, { name, files: files.filter((file) => file !== "-") });
  }
  return [...projects.values()];
}

async function removeProjects(run: Pick<RunState, Held>, projects: Project[]): Promise<void> {
  for (const { name } of projects)
    await compose(run, ["-p", name, "down"], { timeoutSeconds: downSeconds, quiet: true });
}

/** The files that steps of the exercise write over, as the student has them. Those that only a step makes are taken away. */
async function putBack(sandbox: Sandbox, { stages }: Exercise, files: WorkspaceFile[]): Promise<void> {
  const steps = stages.flatMap((stage) => stage.steps).flatMap(innerSteps);
  const paths = new Set(steps.flatMap((step) => (step.act === "put" ? [step.file] : [])));
  await sandbox.writeFiles(files.filter(({ path }) => paths.has(path)));
  const made = [...paths].filter((path) => files.every((file) => file.path !== path));
  if (made.length > 0) await sandbox.exec(["rm", "-f", "--", ...made.map((path) => `./${path}`)]);
}

function innerSteps(step: Step): Step[] {
  return step.act === "load" && step.while ? [step, step.while] : [step];
}

/** As it was before, but for what the student's own file says: the grader's slow starts and numbers are gone. */
async function restore(run: Pick<RunState, Held>, before: Project[], exercise: Exercise): Promise<void> {
  const names = new Set(before.map(({ name }) => name));
  await removeProjects(
    run,
    (await projectsOf(run)).filter(({ name }) => !names.has(name)),
  );
  for (const { name, files } of before) {
    const argument = ["-p", name, ...files.flatMap((file) => ["-f", file]), "up", "-d"];
    const env = variablesOf(exercise, name);
    await compose(run, argument, { timeoutSeconds: upSeconds, quiet: true, ...(env && { with: { env } }) });
  }
}

/** Variables of the student's shell are not known; those that the exercise brings such a project up with are. */
function variablesOf({ stages }: Exercise, project: string): Record<string, string> | undefined {
  const steps = stages.flatMap((stage) => stage.steps).flatMap(innerSteps);
  return steps
    .flatMap((step) => (step.act === "up" ? (step.with ?? []) : []))
    .find((given) => given.project === project)?.env;
}
