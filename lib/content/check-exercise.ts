import { join } from "node:path";
import { closest } from "../compose/suggest.ts";
import { type Disproof, unprovenChecks } from "../grading/proof.ts";
import { catalogues } from "../i18n/catalogues.ts";
import { locales, message } from "../i18n/message.ts";
import { type LoadedExercise, loadMistake, loadSolution } from "./exercises.ts";
import { directoriesIn } from "./folders.ts";
import { compileMdx } from "./mdx/compile.ts";
import { placedIn } from "./placed-in.ts";
import { ContentError, type Problem } from "./problem.ts";

const leastMistakes = 4;

/** What can be told of an exercise without running it: files, briefs, mistakes and the codes they name. */
export async function checkExercise(loaded: LoadedExercise, contentDirectory: string): Promise<Problem[]> {
  const disproofs = [...fewMistakes(loaded), ...unprovenChecks(loaded.exercise), ...unknownCodes(loaded)];
  return [
    ...(await placed(loaded, disproofs)).map(withRemedy),
    ...(await problemsOf(() => loadSolution(loaded.directory))),
    ...(await checkMistakeFolders(loaded)),
    ...(await checkBriefs(loaded, contentDirectory)),
  ];
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
      .filter(([, code]) => catalogues.en.grading?.[code.replace("grading.", "")] === undefined)
      .map(([check, code]) => ({
        path: ["mistakes", mistake, "fails", check],
        message: message("content.unknown-code", { code, guess: guessCode(code) }),
      })),
  );
}

function guessCode(code: string): string {
  return (
    closest(
      code,
      Object.keys(catalogues.en.grading ?? {}).map((name) => `grading.${name}`),
    ) ?? "none"
  );
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

function withRemedy(problem: Problem): Problem {
  if (problem.message.code !== "grading.content-unproven-check") return problem;
  return { ...problem, remedy: message("grading.content-unproven-remedy") };
}
