import type { Disproof } from "../../grading/proof.ts";
import { message } from "../../i18n/message.ts";
import type { ProofStep } from "./proof-schema.ts";

/** What a step came to: the exit code of its shell, and all that it printed. */
export type StepResult = { exit: number; output: string };

/** What of a step's demands its result does not meet; `path` is the demand's place in the proof's file. */
export function disproveStep(step: ProofStep, index: number, { exit, output }: StepResult): Disproof[] {
  const at = (...rest: (string | number)[]) => ["steps", index, ...rest];
  const words = lastLines(output);
  const places = (key: "shows" | "hides") =>
    listOf(step[key]).map((pattern, nth) => ({
      pattern,
      path: Array.isArray(step[key]) ? at(key, nth) : at(key),
      matches: new RegExp(pattern, "m").test(output),
    }));
  return [
    ...(exit === step.exit
      ? []
      : [{ path: at("run"), message: message("content.proof-exit", { exit, wanted: step.exit, words }) }]),
    ...places("shows")
      .filter(({ matches }) => !matches)
      .map(({ path, pattern }) => ({ path, message: message("content.proof-shows", { pattern, words }) })),
    ...places("hides")
      .filter(({ matches }) => matches)
      .map(({ path, pattern }) => ({ path, message: message("content.proof-hides", { pattern, words }) })),
  ];
}

function listOf(patterns: string | string[] | undefined): string[] {
  return [patterns ?? []].flat();
}

function lastLines(output: string): string {
  return output.trim().split("\n").slice(-6).join(" ⏎ ").slice(-600) || "–";
}
