import { byDesign } from "./by-design.ts";
import { linesOf } from "./normalise.ts";
import { type Scenario, type Step, stepsOf } from "./scenario.ts";
import type { StepResult } from "./script.ts";

/** The steps that came out differently on the two sides, as a text to read; empty when none did. */
export function differences(scenario: Scenario, bare: StepResult[], gate: StepResult[]): string {
  return stepsOf(scenario)
    .flatMap((step, index) => {
      const [expected, received] = [bare, gate].map((side) =>
        shown(scenario, step, side[index] as StepResult),
      );
      if (!expected || !received || expected.join("\n") === received.join("\n")) return [];
      return [`$ ${step.line}`, ...lineDifferences(expected, received), ""];
    })
    .join("\n");
}

/** What counts of a step's outcome. */
function shown(scenario: Scenario, step: Step, { exitCode, stdout, stderr }: StepResult): string[] {
  if (step.expects === "refusal") return [exitCode === 0 ? "accepted" : "refused"];
  // compose tells of the progress of several objects at once.
  const compose = /\bcompose\b/.test(step.line);
  const out = step.silent ? [] : comparable(stdout, scenario, scenario.anyOrder === true);
  const err =
    step.silent && exitCode === 0 ? [] : comparable(stderr, scenario, compose || scenario.anyOrder === true);
  return [...out, ...err.map((line) => `2> ${line}`), `exit code ${exitCode}`];
}

/** Both sides in one column; equal lines at the beginning and the end stand once. */
function lineDifferences(bare: string[], gate: string[]): string[] {
  const shorter = Math.min(bare.length, gate.length);
  let head = 0;
  while (head < shorter && bare[head] === gate[head]) head++;
  let tail = 0;
  while (tail < shorter - head && bare.at(-1 - tail) === gate.at(-1 - tail)) tail++;
  const middle = (lines: string[]) => lines.slice(head, lines.length - tail);
  return [
    ...bare.slice(Math.max(0, head - 3), head).map((line) => `        ${line}`),
    ...middle(bare).map((line) => `  bare: ${line}`),
    ...middle(gate).map((line) => `  gate: ${line}`),
  ];
}

function comparable(text: string, { ignore }: Scenario, anyOrder: boolean): string[] {
  const lines = linesOf(
    byDesign.reduce((so, { pattern, replacement }) => so.replaceAll(pattern, replacement), text),
  );
  const counting = ignore ? lines.filter((line) => !ignore.test(line)) : lines;
  return anyOrder ? counting.sort() : counting;
}

/** A step of the bare engine that did not end as the scenario says: then the scenario is wrong. */
export function surprises(scenario: Scenario, results: StepResult[]): string[] {
  return stepsOf(scenario).flatMap(({ expects, line }, index) => {
    const { exitCode, stdout, stderr } = results[index] as StepResult;
    const asExpected = expects === "either" || (expects === "success") === (exitCode === 0);
    return asExpected ? [] : [`exit ${exitCode} on the bare engine: ${line}\n${stdout}${stderr}`];
  });
}
