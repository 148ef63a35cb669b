import type { Locale } from "../../i18n/message.ts";
import { listExercises, loadExercise } from "../exercises.ts";
import { sessionFolders } from "../folders.ts";
import { loadGlossary } from "../glossary.ts";
import { readLessonSource, withoutFrontmatter } from "../lesson-source.ts";
import { loadSession } from "../session.ts";
import { type Section, sectionsOf } from "./sections.ts";

/** One thing that can be found: a section of a lesson, an exercise, a glossary term. */
export type SearchDocument = {
  id: number;
  kind: "lesson" | "exercise" | "term";
  title: string;
  /** Where it belongs: the lesson of a section, the session of an exercise; a term in the other language. */
  context: string;
  text: string;
  /** What stands in its code blocks. */
  code: string;
  /** The page's address below the language, with the section. */
  href: string;
};

type Found = Omit<SearchDocument, "id">;

/** Everything that can be found in one language. What is not sound is left out: check-content speaks of it. */
export async function searchDocuments(contentDirectory: string, locale: Locale): Promise<SearchDocument[]> {
  const found = [
    ...(await terms(contentDirectory, locale)),
    ...(await lessons(contentDirectory, locale)),
    ...(await exercises(contentDirectory, locale)),
  ];
  return found.map((document, id) => ({ id, ...document }));
}

async function terms(contentDirectory: string, locale: Locale): Promise<Found[]> {
  return (await loadGlossary(contentDirectory)).map(({ id, term, definition }) => ({
    kind: "term",
    title: term[locale],
    context: locale === "ko" ? term.en : term.ko,
    text: definition[locale],
    code: "",
    href: `glossary#${id}`,
  }));
}

async function lessons(contentDirectory: string, locale: Locale): Promise<Found[]> {
  const found: Found[] = [];
  for (const folder of await sessionFolders(contentDirectory)) {
    const session = await loadSession(contentDirectory, folder.path).catch(() => undefined);
    for (const lesson of session?.parts.flatMap((part) => part.lessons) ?? []) {
      const { source, frontmatter } = await readLessonSource(folder.directory, lesson.id, locale);
      for (const { id, heading, text, code } of sections(withoutFrontmatter(source))) {
        found.push({
          kind: "lesson",
          title: heading ?? frontmatter.title,
          context: heading && heading !== frontmatter.title ? frontmatter.title : "",
          text: heading ? text : `${frontmatter.summary}\n${text}`,
          code,
          href: `${folder.path}/${lesson.id}${id ? `#${id}` : ""}`,
        });
      }
    }
  }
  return found;
}

async function exercises(contentDirectory: string, locale: Locale): Promise<Found[]> {
  const ids = await listExercises(contentDirectory);
  const loaded = await Promise.all(
    ids.map((id) => loadExercise(id, contentDirectory).catch(() => undefined)),
  );
  return loaded
    .filter((entry) => entry !== undefined)
    .map(({ id, exercise, briefs }) => {
      const brief = sections(withoutFrontmatter(briefs[locale]));
      return {
        kind: "exercise",
        title: exercise.title[locale],
        context: id,
        text: [
          exercise.summary[locale],
          ...exercise.tasks.map((task) => `${task.title[locale]}. ${task.text[locale]}`),
          ...brief.map(({ heading = "", text }) => `${heading} ${text}`),
        ].join("\n"),
        code: brief.map(({ code }) => code).join("\n"),
        href: `exercises/${id}`,
      };
    });
}

function sections(body: string): Section[] {
  try {
    return sectionsOf(body);
  } catch {
    return [];
  }
}
