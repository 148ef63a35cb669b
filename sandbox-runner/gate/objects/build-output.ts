import type { GateSandbox } from "./gate-sandbox.ts";
import { unmangleText } from "./names.ts";

/** Where in the builder's output we are. */
export type BuildOutput = { hiding: boolean; hidden: number };

export const buildBegins: BuildOutput = { hiding: false, hidden: 0 };

const step = /^Step (\d+)\/(\d+) : ([\s\S]*)$/;

/**
 * One `stream` text of the classic builder as the student is to see it: without the lab's own LABEL steps,
 * the others counted as in the student's Dockerfile.
 * @param addedSteps as `rewriteDockerfile` gave it
 * @returns the text to show, undefined for none, and the state for the next one
 */
export function viewBuildOutput(
  text: string,
  before: BuildOutput,
  addedSteps: number,
  sandbox: GateSandbox,
): { shown: string | undefined; after: BuildOutput } {
  const match = step.exec(text);
  if (match?.[3]?.startsWith("LABEL composelab.")) {
    return { shown: undefined, after: { hiding: true, hidden: before.hidden + 1 } };
  }
  const ends = match !== null || text.startsWith("Successfully ") || text.startsWith("[Warning]");
  const after = { ...before, hiding: before.hiding && !ends };
  if (after.hiding) return { shown: undefined, after };
  if (!match) return { shown: unmangleText(text, sandbox), after };
  const [, number, total, instruction = ""] = match;
  const shown = `Step ${Number(number) - before.hidden}/${Number(total) - addedSteps} : ${instruction}`;
  return { shown: unmangleText(shown, sandbox), after };
}
