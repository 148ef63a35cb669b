import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { Stage } from "../../../lib/content/exercise-schema.ts";
import type { CheckResult } from "../../../lib/grading/result.ts";
import { inspectContainers } from "../../grading/containers.ts";
import { forgetConfigs, readWritten } from "../../grading/read-config.ts";
import type { RunState } from "../../grading/run-state.ts";
import { runStages } from "../../grading/stages.ts";

export type Look = { up: boolean; results: CheckResult[] };

/**
 * Judges what can be judged without touching anything, once. While nothing of the project runs, only the files are
 * looked at: to say of ten checks that no container runs would tell nobody anything.
 */
export async function look(run: RunState, stages: Stage[], files: WorkspaceFile[]): Promise<Look> {
  takeFiles(run, files);
  // Containers may have been made anew since the last look, and the grader's places in them are gone.
  run.openings.clear();
  run.log.check();
  // No check that ticks asks what happened before.
  run.log.events.length = 0;
  const up = (await inspectContainers(run)).some(({ State }) => State.Running);
  const results: CheckResult[] = [];
  const watched = up ? stages : stages.filter(({ id }) => id === "model");
  await runStages(run, watched, results, (_, work) => work());
  return { up, results: results.map(withoutHint) };
}

/** What Compose says of the same files is not asked again. */
function takeFiles(run: RunState, files: WorkspaceFile[]): void {
  if (JSON.stringify(files) === JSON.stringify(run.files)) return;
  run.files = files;
  run.written = readWritten(files);
  forgetConfigs(run);
}

/** Hints are unlocked by attempts, and this is none. */
export function withoutHint({ hint: _, ...result }: CheckResult): CheckResult {
  return result;
}
