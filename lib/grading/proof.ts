import type { Exercise } from "../content/exercise-schema.ts";
import { checksOf } from "../content/exercise-schema.ts";
import { type Message, message } from "../i18n/message.ts";
import type { RunResult } from "./result.ts";

/** What an exercise claims and a run disproved; `path` is the claim's place in exercise.yaml. */
export type Disproof = { path: (string | number)[]; message: Message };

/** A reference answer gets full marks. */
export function disproveSolution(exercise: Exercise, result: RunResult): Disproof[] {
  if (result.kind !== "graded") return [notGraded("solution", result)];
  return result.checks
    .filter((check) => check.status !== "passed")
    .map((check) => ({
      path: pathOfCheck(exercise, check.id),
      message: message("grading.content-not-full", { check: check.id, words: wordsOf(check.message) }),
    }));
}

/** What the student begins with is graded, and leaves something to do. */
export function disproveStarter(result: RunResult): Disproof[] {
  if (result.kind !== "graded") return [notGraded("starter", result)];
  return result.score < result.maxScore
    ? []
    : [{ path: ["tasks"], message: message("grading.content-starter-full") }];
}

/** A wrong answer fails exactly the checks that are named for it, each by the message that is intended. */
export function disproveMistake(exercise: Exercise, mistake: string, result: RunResult): Disproof[] {
  if (result.kind !== "graded") return [notGraded(mistake, result)];
  const intended = exercise.mistakes[mistake]?.fails ?? {};
  const disproofs: Disproof[] = [];
  for (const check of result.checks) {
    const code = intended[check.id];
    const path = code ? ["mistakes", mistake, "fails", check.id] : ["mistakes", mistake];
    const params = { mistake, check: check.id };
    const found = check.message.code;
    if (code && check.status !== "failed") {
      const { status } = check;
      disproofs.push({ path, message: message("grading.content-should-fail", { ...params, status }) });
    } else if (code && found !== code) {
      disproofs.push({ path, message: message("grading.content-other-code", { ...params, found, code }) });
    } else if (!code && check.status === "failed") {
      const words = wordsOf(check.message);
      const should = message("grading.content-should-pass", { ...params, code: found, words });
      disproofs.push({ path, message: should });
    }
  }
  return disproofs;
}

/** A check that no mistake fails is not proven to look at anything. */
export function unprovenChecks(exercise: Exercise): Disproof[] {
  const failed = new Set(Object.values(exercise.mistakes).flatMap(({ fails }) => Object.keys(fails)));
  return checksOf(exercise)
    .filter((check) => !failed.has(check.id))
    .map((check) => ({
      path: pathOfCheck(exercise, check.id),
      message: message("grading.content-unproven-check", { check: check.id }),
    }));
}

function notGraded(answer: string, result: RunResult): Disproof {
  const words = result.reason ? wordsOf(result.reason) : result.kind;
  const path = answer === "solution" || answer === "starter" ? ["id"] : ["mistakes", answer];
  return { path, message: message("grading.content-not-graded", { answer, words }) };
}

function pathOfCheck(exercise: Exercise, id: string): (string | number)[] {
  for (const [stageIndex, stage] of exercise.stages.entries()) {
    const index = stage.checks.findIndex((check) => check.id === id);
    if (index !== -1) return ["stages", stageIndex, "checks", index, "id"];
  }
  return ["stages"];
}

/** Authors read the code and what it is about; the sentence itself stands in the catalogue. */
function wordsOf({ code, params }: Message): string {
  const details = Object.entries(params).map(([name, value]) => `${name}: ${value}`);
  return [code, ...details].join(", ");
}
