/**
 * What a student does, and what must come of it: the same on a bare engine and through the gate. Each line of
 * `run` is a step for the shell, in the directory `work` of the workspace:
 *
 * - `docker …` must succeed on the bare engine, so that two equal failures are never taken for a working command;
 * - `! docker …` must fail there;
 * - `~ …` must fail on both sides, each in its own words: here the lab refuses what an engine would try;
 * - `? …` may do either;
 * - `eventually …` is repeated until it succeeds, and its output does not count.
 *
 * Exit codes and both outputs of every step are compared, normalised (see normalise.ts).
 */
export type Scenario = {
  /** One intent, phrased as an obligation. */
  must: string;
  files?: Record<string, string>;
  run: string;
  /** Lines of output that do not count, and why in a comment beside it. */
  ignore?: RegExp;
  /** The engine promises no order of the lines of this scenario's output. */
  anyOrder?: boolean;
};

export type Topic = { topic: string; scenarios: Scenario[] };

export type Step = { line: string; expects: "success" | "failure" | "refusal" | "either"; silent: boolean };

const marks = { "!": "failure", "~": "refusal", "?": "either" } as const;

/** The steps of a scenario; a line that ends with a backslash goes on in the next one. */
export function stepsOf({ run }: Scenario): Step[] {
  const lines = run.replaceAll(/\\\n\s*/g, "").split("\n");
  return lines.map((line) => line.trim()).flatMap((line) => (line === "" ? [] : [step(line)]));
}

function step(line: string): Step {
  const mark = /^([!~?]) /.exec(line)?.[1] as keyof typeof marks | undefined;
  return {
    line: mark ? line.slice(2) : line,
    expects: mark ? marks[mark] : "success",
    silent: line.startsWith("eventually "),
  };
}
