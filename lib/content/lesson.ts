import { dirname } from "node:path";
import type { Locale } from "../i18n/message.ts";
import { type Heading, readLessonSource } from "./lesson-source.ts";
import type { Localised } from "./localised.ts";
import { compileMdx } from "./mdx/compile.ts";
import { type BlockRun, runsOf } from "./runnable.ts";
import { findSessionFolder, loadSession, type Session } from "./session.ts";
import { staleSections } from "./translation.ts";

/** Another lesson to go to; `path` is that of its session. */
type LessonNeighbour = { id: string; title: string; path: string };

export type Lesson = {
  session: Session;
  part: { id: string; title: Localised; minutes: number };
  id: string;
  locale: Locale;
  title: string;
  summary: string;
  minutes: number;
  headings: Heading[];
  exerciseIds: string[];
  previous?: LessonNeighbour;
  next?: LessonNeighbour;
  /** Sections whose translation is older than their Korean text. */
  stale: string[];
  /** What a reader can run. */
  runs: BlockRun[];
  /** For `mdxComponent()`. */
  code: string;
  hash: string;
};

/**
 * A lesson in one language, compiled; undefined when the session or the lesson is not there.
 * Throws a ContentError when a file is wrong.
 */
export async function loadLesson(
  contentDirectory: string,
  sessionPath: string,
  lessonId: string,
  locale: Locale,
): Promise<Lesson | undefined> {
  const folder = await findSessionFolder(contentDirectory, sessionPath);
  const session = await loadSession(contentDirectory, sessionPath);
  const part = session?.parts.find(({ lessons }) => lessons.some(({ id }) => id === lessonId));
  if (!folder || !session || !part) return undefined;
  const { file, source, frontmatter, headings, exerciseIds } = await readLessonSource(
    folder.directory,
    lessonId,
    locale,
  );
  const { code, hash, runs } = await compileMdx({ file, source, contentDirectory, locale });
  const order = session.parts.flatMap(({ lessons }) => lessons);
  const place = order.findIndex(({ id }) => id === lessonId);
  const neighbour = (lesson: (typeof order)[number] | undefined) =>
    lesson && { id: lesson.id, title: lesson.title[locale], path: session.path };
  const previous = neighbour(order[place - 1]);
  const next = neighbour(order[place + 1]);
  return {
    session,
    part: { id: part.id, title: part.title, minutes: part.minutes },
    id: lessonId,
    locale,
    ...frontmatter,
    headings,
    exerciseIds,
    ...(previous && { previous }),
    ...(next && { next }),
    stale: (locale === "ko" ? [] : await staleSections(dirname(file))) ?? [],
    runs: runsOf(runs),
    code,
    hash,
  };
}
