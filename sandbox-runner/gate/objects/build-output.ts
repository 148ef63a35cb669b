import type { GateSandbox } from "./gate-sandbox.ts";
import { unmangleText } from "./names.ts";

/** Where in the builder's output we are. */
export type BuildOutput = { hiding: boolean; hidden: number };

/** What the student wrote: how many steps are the lab's own, and the others. */
export type BuildSteps = { addedSteps: number; steps: string[] };

export const buildBegins: BuildOutput = { hiding: false, hidden: 0 };

const step = /^Step (\d+)\/(\d+) : ([\s\S]*)$/;

/**
 * One `stream` text of the classic builder as the student is to see it: without the lab's own LABEL steps,
 * the others counted and worded as in the student's Dockerfile.
 * @param written as `rewriteDockerfile` gave it
 * @returns the text to show, undefined for none, and the state for the next one
 */
export function viewBuildOutput(
  text: string,
  before: BuildOutput,
  written: BuildSteps,
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
  const at = Number(number) - before.hidden;
  const shown = `Step ${at}/${Number(total) - written.addedSteps} : `;
  const own = written.steps[at - 1];
  if (own !== undefined) return { shown: `${shown}${own}${instruction.endsWith("\n") ? "\n" : ""}`, after };
  return { shown: unmangleText(`${shown}${instruction}`, sandbox), after };
}
