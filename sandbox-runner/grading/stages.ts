import type { Stage } from "../../lib/content/exercise-schema.ts";
import type { CheckResult } from "../../lib/grading/result.ts";
import type { RunState } from "./run-state.ts";
import { runStage } from "./stage.ts";

/**
 * Works stages off in order; one whose needs do not hold is skipped. What was found stays in `found` when it is broken
 * off. `around` is what is to be done about each stage.
 */
export async function runStages(
  run: RunState,
  stages: Stage[],
  found: CheckResult[],
  around: (stage: Stage, work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const held = new Set<string>();
  for (const stage of stages) {
    await around(stage, async () => {
      const unmet = stage.needs.find((need) => !held.has(need));
      const { results, worked } = await runStage(run, stage, unmet);
      found.push(...results);
      if (worked) held.add(stage.id);
      for (const result of results) if (result.status === "passed") held.add(result.id);
    });
  }
}
