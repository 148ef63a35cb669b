import { message } from "../i18n/message.ts";
import { glossaryFiles } from "./glossary.ts";
import { type GlossaryFile, glossaryFileSchema } from "./glossary-schema.ts";
import type { Heading } from "./lesson-source.ts";
import type { Problem } from "./problem.ts";
import { readYamlFile } from "./yaml-file.ts";

/** Headings by lesson id, by session path. */
export type TaughtPlaces = Map<string, Map<string, Heading[]>>;

/** Whether every term is defined once, and what it points to is there. */
export async function checkGlossary(contentDirectory: string, places: TaughtPlaces): Promise<Problem[]> {
  const pages = await Promise.all(
    (await glossaryFiles(contentDirectory)).map(async (file) => ({
      file,
      terms: Object.entries(await readYamlFile(file, glossaryFileSchema)),
    })),
  );
  const ids = pages.flatMap(({ terms }) => terms.map(([id]) => id));
  return pages.flatMap(({ file, terms }) =>
    terms.flatMap(([id, term]) => [
      ...(ids.indexOf(id) === ids.lastIndexOf(id)
        ? []
        : [{ file, message: message("content.id-twice", { id }) }]),
      ...term.see
        .filter((other) => !ids.includes(other))
        .map((other) => ({ file, message: message("content.unknown-term", { id: other }) })),
      ...taughtIn(file, term, places),
    ]),
  );
}

function taughtIn(file: string, { taughtIn: place }: GlossaryFile[string], places: TaughtPlaces): Problem[] {
  if (!place) return [];
  const { session, lesson, section } = place;
  const lessons = places.get(session);
  if (!lessons) return [{ file, message: message("content.unknown-session", { path: session }) }];
  const headings = lessons.get(lesson);
  if (!headings) return [{ file, message: message("content.unknown-lesson", { id: lesson }) }];
  if (!section || headings.some(({ id }) => id === section)) return [];
  return [{ file, message: message("content.unknown-section", { lesson, section }) }];
}
