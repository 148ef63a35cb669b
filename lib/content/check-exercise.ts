import { join } from "node:path";
import { closest } from "../compose/suggest.ts";
import { type Disproof, openCode, unprovenChecks } from "../grading/proof.ts";
import { catalogues } from "../i18n/catalogues.ts";
import { locales, message } from "../i18n/message.ts";
import { type LoadedExercise, loadMistake, loadSolution } from "./exercises.ts";
import { directoriesIn } from "./folders.ts";
import { compileMdx } from "./mdx/compile.ts";
import { placedIn } from "./placed-in.ts";
import { ContentError, type Problem } from "./problem.ts";

const leastMistakes = 4;

/** What of an exercise's files must be mended before it can be run: answers, briefs and mistakes. */
export async function checkExercise(loaded: LoadedExercise, contentDirectory: string): Promise<Problem[]> {
  return [
    ...(await problemsOf(() => loadSolution(loaded.directory))),
    ...(await checkMistakeFolders(loaded)),
    ...(await checkBriefs(loaded, contentDirectory)),
  ];
}

/**
 * What an exercise does not claim yet: mistakes that are missing, checks that none of them fails, messages that there
 * are not. It can be run nevertheless, and what that shows is what its author writes down then.
 */
export function checkClaims(loaded: LoadedExercise): Promise<Problem[]> {
  return placed(loaded, [
    ...fewMistakes(loaded),
    ...unprovenChecks(loaded.exercise),
    ...unknownCodes(loaded),
  ]);
}

/** Gives claims of exercise.yaml the lines on which they stand. */
export function placed(loaded: LoadedExercise, disproofs: Disproof[]): Promise<Problem[]> {
  return placedIn(join(loaded.directory, "exercise.yaml"), disproofs);
}

function fewMistakes({ exercise }: LoadedExercise): Disproof[] {
  const count = Object.keys(exercise.mistakes).length;
  if (count >= leastMistakes) return [];
  return [{ path: ["mistakes"], message: message("grading.content-few-mistakes", { count }) }];
}

function unknownCodes({ exercise }: LoadedExercise): Disproof[] {
  return Object.entries(exercise.mistakes).flatMap(([mistake, { fails }]) =>
    Object.entries(fails)
      .filter(([, code]) => code !== openCode && catalogues.en.grading?.[nameOf(code)] === undefined)
      .map(([check, code]) => ({
        path: ["mistakes", mistake, "fails", check],
        message: message("content.unknown-code", { code, guess: guessCode(code) }),
      })),
  );
}

/** The area is the same for all, and would make any short name look like another. */
function guessCode(code: string): string {
  const guess = closest(nameOf(code), Object.keys(catalogues.en.grading ?? {}));
  return guess ? `grading.${guess}` : "none";
}

function nameOf(code: string): string {
  return code.replace("grading.", "");
}

async function checkMistakeFolders({ directory, exercise }: LoadedExercise): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const name of await directoriesIn(join(directory, "mistakes"))) {
    if (exercise.mistakes[name]) continue;
    const file = join(directory, "mistakes", name);
    problems.push({ file, message: message("grading.content-extra-mistake", { mistake: name }) });
  }
  for (const name of Object.keys(exercise.mistakes)) {
    problems.push(...(await problemsOf(() => loadMistake(directory, name))));
  }
  return problems;
}

async function checkBriefs(loaded: LoadedExercise, contentDirectory: string): Promise<Problem[]> {
  const problems = locales.map((locale) => {
    const file = join(loaded.directory, `brief.${locale}.mdx`);
    const source = loaded.briefs[locale];
    return problemsOf(() => compileMdx({ file, source, contentDirectory, locale }));
  });
  return (await Promise.all(problems)).flat();
}

async function problemsOf(work: () => Promise<unknown>): Promise<Problem[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof ContentError) return error.problems;
    throw error;
  }
}
