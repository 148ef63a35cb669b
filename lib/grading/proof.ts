import type { Exercise } from "../content/exercise-schema.ts";
import { checksOf } from "../content/exercise-schema.ts";
import { type Message, message } from "../i18n/message.ts";
import type { RunResult } from "./result.ts";

/**
 * What an exercise claims and a run disproved; `path` is the claim's place in exercise.yaml, and `because` what the
 * run said there.
 */
export type Disproof = { path: (string | number)[]; message: Message; because?: Message; remedy?: Message };

/** Stands in `fails` where the author leaves it to the run to say which message it is. */
export const openCode = "?";

/** A reference answer gets full marks. */
export function disproveSolution(exercise: Exercise, result: RunResult): Disproof[] {
  if (result.kind !== "graded") return [notGraded("solution", result)];
  return result.checks
    .filter((check) => check.status !== "passed")
    .map((check) => ({
      path: pathOfCheck(exercise, check.id),
      message: message("grading.content-not-full", { check: check.id, code: check.message.code }),
      because: check.message,
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
    const { status, message: because } = check;
    const found = because.code;
    const say = (name: string, more: Message["params"], remedy?: Message) =>
      disproofs.push({
        path,
        message: message(`grading.content-${name}`, { ...params, ...more }),
        because,
        ...(remedy && { remedy }),
      });
    if (code && status !== "failed") say("should-fail", { status });
    else if (code === openCode)
      say("open-code", { found }, message("grading.content-open-remedy", { found }));
    else if (code && found !== code) say("other-code", { found, code });
    else if (!code && status === "failed") say("should-pass", { code: found });
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
      remedy: message("grading.content-unproven-remedy"),
    }));
}

function notGraded(answer: string, result: RunResult): Disproof {
  const path = answer === "solution" || answer === "starter" ? ["id"] : ["mistakes", answer];
  const because = result.reason && { because: result.reason };
  return { path, message: message("grading.content-not-graded", { answer }), ...because };
}

function pathOfCheck(exercise: Exercise, id: string): (string | number)[] {
  for (const [stageIndex, stage] of exercise.stages.entries()) {
    const index = stage.checks.findIndex((check) => check.id === id);
    if (index !== -1) return ["stages", stageIndex, "checks", index, "id"];
  }
  return ["stages"];
}
