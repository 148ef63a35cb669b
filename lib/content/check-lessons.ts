import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Locale, message } from "../i18n/message.ts";
import { checkChanges } from "./check-changes.ts";
import { checkGlossary, type TaughtPlaces } from "./check-glossary.ts";
import { checkLanguages } from "./check-languages.ts";
import { checkText, type KnownTargets } from "./check-text.ts";
import { listCourses } from "./course.ts";
import { diagramProblems, takeInventory } from "./diagrams/inventory.ts";
import { checksOf, exerciseSchema } from "./exercise-schema.ts";
import { directoriesIn, isFile, type SessionFolder, sessionFolders } from "./folders.ts";
import { loadGlossary } from "./glossary.ts";
import { lessonFile } from "./lesson-source.ts";
import { type CompiledMdx, compileMdx } from "./mdx/compile.ts";
import { ContentError, type Problem } from "./problem.ts";
import { checkProofs } from "./proofs/check-proofs.ts";
import { proofsIn } from "./proofs/lesson-proof.ts";
import { loadSession, type Session } from "./session.ts";
import { checkTranslation } from "./translation.ts";
import { readYamlFile } from "./yaml-file.ts";

/**
 * Everything that is wrong with courses, sessions, lessons, briefs, diagrams and the glossary, without an engine;
 * nothing when all is sound. An exercise's own soundness is checked elsewhere.
 */
export async function checkLessons(contentDirectory: string): Promise<Problem[]> {
  const problems: Problem[] = diagramProblems(await takeInventory(contentDirectory));
  const attempt = collector(problems);
  await attempt(() => listCourses(contentDirectory));
  const terms = (await attempt(() => loadGlossary(contentDirectory))) ?? [];
  const places: TaughtPlaces = new Map();
  const folders = await sessionFolders(contentDirectory);
  const exercises = new Map((await Promise.all(folders.map(exerciseChecks))).flat());
  for (const folder of folders) {
    const session = await attempt(() => loadSession(contentDirectory, folder.path));
    places.set(folder.path, undefined);
    if (!session) continue;
    const lessons = new Map(
      session.parts.flatMap((part) => part.lessons.map(({ id, sections }) => [id, sections.ko])),
    );
    places.set(folder.path, lessons);
    problems.push(...(await checkSession(folder, session, new Set(terms.map(({ id }) => id)))));
    for (const id of lessons.keys()) {
      const directory = join(folder.directory, "lessons", id);
      const proofs = (await proofsIn(directory)).map((place) => place.id);
      const fileOf = (locale: Locale) => lessonFile(folder.directory, id, locale);
      const pair = await checkPair(contentDirectory, fileOf, { exercises, lessons, proofs });
      problems.push(...pair.problems, ...(await checkProofs(directory, pair.claimed)));
      problems.push(...(await checkTranslation(directory, id)));
    }
    for (const id of session.exerciseIds) {
      const fileOf = (locale: Locale) => briefFile(folder, id, locale);
      const known = { exercises, lessons, proofs: [] };
      problems.push(...(await checkPair(contentDirectory, fileOf, known)).problems);
    }
  }
  problems.push(...((await attempt(() => checkGlossary(contentDirectory, places))) ?? []));
  problems.push(
    ...((await attempt(() => checkChanges(contentDirectory, places, new Set(exercises.keys())))) ?? []),
  );
  return withoutRepetition(problems);
}

async function checkSession(folder: SessionFolder, session: Session, terms: Set<string>): Promise<Problem[]> {
  const file = join(folder.directory, "session.yaml");
  const parts = session.parts.reduce((sum, part) => sum + part.minutes, 0);
  const listed = session.parts.flatMap((part) => part.lessons.map(({ id }) => id));
  const exercises = session.parts.flatMap(({ listedExercises }) => listedExercises);
  const present = await directoriesIn(join(folder.directory, "lessons"));
  return [
    ...(parts > session.minutes
      ? [{ file, message: message("content.parts-too-long", { parts, session: session.minutes }) }]
      : []),
    ...session.keywords
      .filter((id) => !terms.has(id))
      .map((id) => ({ file, message: message("content.unknown-term", { id }) })),
    ...exercises
      .filter((id) => !session.exerciseIds.includes(id))
      .map((id) => ({ file, message: message("content.unknown-exercise", { id }) })),
    ...[listed, exercises]
      .flatMap((ids) => ids.filter((id, index) => ids.indexOf(id) !== index))
      .map((id) => ({ file, message: message("content.id-twice", { id }) })),
    ...present
      .filter((lesson) => !listed.includes(lesson))
      .map((lesson) => ({
        file,
        message: message("content.lesson-unlisted", { lesson }),
        remedy: message("content.list-lesson"),
      })),
  ];
}

/** Both languages of a text, each by itself and against the other; and the proofs that they name. */
async function checkPair(
  contentDirectory: string,
  fileOf: (locale: Locale) => string,
  known: KnownTargets,
): Promise<{ problems: Problem[]; claimed: Set<string> }> {
  const problems: Problem[] = [];
  const attempt = collector(problems);
  const compile = async (locale: Locale): Promise<CompiledMdx | undefined> => {
    const file = fileOf(locale);
    if (!(await isFile(file))) {
      problems.push({ file, message: message("content.text-missing") });
      return undefined;
    }
    const source = await readFile(file, "utf8");
    const text = await attempt(() => compileMdx({ file, source, contentDirectory, locale }));
    if (text) problems.push(...checkText(file, text, known, locale));
    return text;
  };
  const korean = await compile("ko");
  const english = await compile("en");
  if (korean && english) problems.push(...checkLanguages(fileOf("ko"), korean, english));
  const claims = [korean, english].flatMap((text) => text?.references.proofs ?? []);
  return { problems, claimed: new Set(claims.map(({ id }) => id)) };
}

function briefFile(folder: SessionFolder, exercise: string, locale: Locale): string {
  return join(folder.directory, "exercises", exercise, `brief.${locale}.mdx`);
}

/** The ids of exercises with those of their checks; of one that cannot be read, none. */
async function exerciseChecks({ directory }: SessionFolder): Promise<[string, Set<string>][]> {
  const parent = join(directory, "exercises");
  const checksIn = async (id: string): Promise<string[]> => {
    const exercise = await readYamlFile(join(parent, id, "exercise.yaml"), exerciseSchema).catch(
      () => undefined,
    );
    return exercise ? checksOf(exercise).map((check) => check.id) : [];
  };
  return Promise.all(
    (await directoriesIn(parent)).map(
      async (id) => [id, new Set(await checksIn(id))] as [string, Set<string>],
    ),
  );
}

/** Runs what may find content wrong, and keeps what it found; other errors pass through. */
function collector(problems: Problem[]) {
  return async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
}

/** A file that several checks read is wrong once. */
function withoutRepetition(problems: Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
