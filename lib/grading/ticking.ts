import type { Exercise, Stage } from "../content/exercise-schema.ts";
import { stepsNamedBy } from "./judge.ts";
import type { Step } from "./vocabulary/steps.ts";

/**
 * What can be judged on a student's live stack without touching it: the checks that depend on no step's outcome and
 * follow no step that does more than a student's own `docker compose up`. Stages without such checks are left out.
 */
export function tickingStages(exercise: Exercise): Stage[] {
  const disturbed = new Set<string>();
  const ticking: Stage[] = [];
  for (const stage of exercise.stages) {
    const follows = stage.needs.some((need) => disturbed.has(need));
    if (follows || stage.steps.some(disturbs)) {
      for (const id of [stage.id, ...stage.checks.map((check) => check.id)]) disturbed.add(id);
      continue;
    }
    // Looked at again when something changes: nobody waits for it.
    const checks = stage.checks
      .filter((check) => stepsNamedBy(check).length === 0)
      .map((check) => ({ ...check, eventually: 0 }));
    if (checks.length > 0) ticking.push({ ...stage, needs: [], steps: [], checks });
  }
  return ticking;
}

const quiet = new Set<Step["act"]>(["wait", "rest", "write"]);

/** Whether a step does more than a student who brings the project up and uses it. */
function disturbs(step: Step): boolean {
  if (step.act === "up") return step.hold !== undefined || step.scale !== undefined;
  return !quiet.has(step.act);
}
