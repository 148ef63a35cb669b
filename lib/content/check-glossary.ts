import { readFile } from "node:fs/promises";
import { message } from "../i18n/message.ts";
import { glossaryFiles } from "./glossary.ts";
import { type GlossaryFile, glossaryFileSchema } from "./glossary-schema.ts";
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
  return entries.flatMap((entry) => {
    const { id, term, file, line } = entry;
    return [
      ...(ids.indexOf(id) === ids.lastIndexOf(id)
        ? []
        : [{ file, line, message: message("content.id-twice", { id }) }]),
      ...term.see
        .filter((other) => !ids.includes(other))
        .map((other) => ({ file, line, message: message("content.unknown-term", { id: other }) })),
      ...taughtIn(entry, places),
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

function taughtIn({ term, file, line }: Entry, places: TaughtPlaces): Problem[] {
  if (!term.taughtIn) return [];
  const { session, lesson, section } = term.taughtIn;
  if (!places.has(session))
    return [{ file, line, message: message("content.unknown-session", { path: session }) }];
  const lessons = places.get(session);
  if (!lessons) return [];
  const headings = lessons.get(lesson);
  if (!headings) return [{ file, line, message: message("content.unknown-lesson", { id: lesson }) }];
  if (!section || headings.some(({ id }) => id === section)) return [];
  return [{ file, line, message: message("content.unknown-section", { lesson, section }) }];
}
