import { readFile } from "node:fs/promises";
import { message } from "../i18n/message.ts";
import { glossaryFiles } from "./glossary.ts";
import { type GlossaryFile, glossaryFileSchema, type Place } from "./glossary-schema.ts";
import type { Heading } from "./lesson-source.ts";
import type { Problem } from "./problem.ts";
import { parseYaml } from "./yaml-file.ts";

/** Headings by lesson id, by session path; undefined for a session that cannot be read, which is told elsewhere. */
export type TaughtPlaces = Map<string, Map<string, Heading[]> | undefined>;

type Entry = { id: string; term: GlossaryFile[string]; file: string; line: number };

/** Whether every term is defined once, and what it points to is there. */
export async function checkGlossary(contentDirectory: string, places: TaughtPlaces): Promise<Problem[]> {
  const entries = (await Promise.all((await glossaryFiles(contentDirectory)).map(entriesOf))).flat();
  const ids = entries.map(({ id }) => id);
  return entries.flatMap(({ id, term, file, line }) => {
    return [
      ...(ids.indexOf(id) === ids.lastIndexOf(id)
        ? []
        : [{ file, line, message: message("content.id-twice", { id }) }]),
      ...term.see
        .filter((other) => !ids.includes(other))
        .map((other) => ({ file, line, message: message("content.unknown-term", { id: other }) })),
      ...(term.taughtIn ? checkPlace(term.taughtIn, { file, line }, places) : []),
    ];
  });
}

async function entriesOf(file: string): Promise<Entry[]> {
  const text = await readFile(file, "utf8");
  const lines = text.split("\n");
  return Object.entries(parseYaml(text, glossaryFileSchema, { file, firstLine: 1 })).map(([id, term]) => ({
    id,
    term,
    file,
    line: lines.findIndex((line) => line.startsWith(`${id}:`)) + 1,
  }));
}

/** Whether a lesson and its section that some entry points to are there. */
export function checkPlace(
  place: Place,
  at: { file: string; line?: number },
  places: TaughtPlaces,
): Problem[] {
  const { session, lesson, section } = place;
  if (!places.has(session))
    return [{ ...at, message: message("content.unknown-session", { path: session }) }];
  const lessons = places.get(session);
  if (!lessons) return [];
  const headings = lessons.get(lesson);
  if (!headings) return [{ ...at, message: message("content.unknown-lesson", { id: lesson }) }];
  if (!section || headings.some(({ id }) => id === section)) return [];
  return [{ ...at, message: message("content.unknown-section", { lesson, section }) }];
}
