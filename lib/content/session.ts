import { join } from "node:path";
import { courseFile, courseSchema, type SessionFile, sessionSchema } from "./course-schema.ts";
import { directoriesIn, isFile, type SessionFolder, sessionFolders } from "./folders.ts";
import { type Heading, type LessonSource, readLessonSource } from "./lesson-source.ts";
import type { Localised } from "./localised.ts";
import { exercisesByPart, type PartWithExercises } from "./part-exercises.ts";
import { readYamlFile } from "./yaml-file.ts";

export type SessionSummary = {
  /** Relative to the content folder, fit for an address: `week-2/day-1/session-6`. */
  path: string;
  week: number;
  day: number;
  session: number;
  title: Localised;
  summary: Localised;
  minutes: number;
  lessonCount: number;
  exerciseIds: string[];
};

type LessonSummary = {
  id: string;
  title: Localised;
  summary: Localised;
  minutes: number;
  sections: { ko: Heading[]; en: Heading[] };
};

export type SessionPart = {
  id: string;
  title: Localised;
  minutes: number;
  lessons: LessonSummary[];
  /** What session.yaml lists, whether it is there or not. */
  listedExercises: string[];
  /** The part's exercises, each in one part only. */
  exerciseIds: string[];
};

export type Session = SessionSummary & {
  course: { id: string; title: Localised };
  objectives: Localised[];
  /** Ids of glossary terms. */
  keywords: string[];
  parts: SessionPart[];
  /** Exercises that belong to no part. */
  otherExerciseIds: string[];
};

/**
 * A session with its parts and lessons, by its path (`week-2/day-1/session-6`); undefined when there is none.
 * Throws a ContentError on a file that is wrong.
 */
export async function loadSession(contentDirectory: string, path: string): Promise<Session | undefined> {
  const folder = await findSessionFolder(contentDirectory, path);
  if (!folder) return undefined;
  const file = await readSessionFile(folder);
  const course = await readYamlFile(courseFile(contentDirectory), courseSchema);
  const summary = await summaryOf(folder, file);
  const read = await Promise.all(file.parts.map((part) => loadPart(folder.directory, part)));
  const { ofParts, others } = exercisesByPart(read, summary.exerciseIds);
  const parts = read.map(({ part }, index) => ({ ...part, exerciseIds: ofParts[index] ?? [] }));
  return {
    ...summary,
    course: { id: course.id, title: course.title },
    objectives: file.objectives,
    keywords: file.keywords,
    parts,
    otherExerciseIds: others,
  };
}

/** What lists of sessions show. */
export async function summariseSession(folder: SessionFolder): Promise<SessionSummary> {
  return summaryOf(folder, await readSessionFile(folder));
}

/** Only paths that a walk through the content finds are taken, so that an address cannot lead elsewhere. */
export async function findSessionFolder(
  contentDirectory: string,
  path: string,
): Promise<SessionFolder | undefined> {
  return (await sessionFolders(contentDirectory)).find((folder) => folder.path === path);
}

function readSessionFile(folder: SessionFolder): Promise<SessionFile> {
  return readYamlFile(join(folder.directory, "session.yaml"), sessionSchema);
}

async function summaryOf(folder: SessionFolder, file: SessionFile): Promise<SessionSummary> {
  return {
    path: folder.path,
    week: folder.week,
    day: folder.day,
    session: folder.session,
    title: file.title,
    summary: file.summary,
    minutes: file.minutes,
    lessonCount: file.parts.reduce((count, part) => count + part.lessons.length, 0),
    exerciseIds: await exerciseIdsIn(folder.directory),
  };
}

async function exerciseIdsIn(sessionDirectory: string): Promise<string[]> {
  const directory = join(sessionDirectory, "exercises");
  const names = await directoriesIn(directory);
  const complete = await Promise.all(names.map((name) => isFile(join(directory, name, "exercise.yaml"))));
  return names.filter((_, index) => complete[index]);
}

async function loadPart(
  sessionDirectory: string,
  part: SessionFile["parts"][number],
): Promise<PartWithExercises & { part: Omit<SessionPart, "exerciseIds"> }> {
  const sources = await Promise.all(
    part.lessons.map(async (id) => ({
      ko: await readLessonSource(sessionDirectory, id, "ko"),
      en: await readLessonSource(sessionDirectory, id, "en"),
    })),
  );
  const { id, title, minutes } = part;
  return {
    part: { id, title, minutes, lessons: sources.map(summariseLesson), listedExercises: part.exercises },
    listed: part.exercises,
    linked: sources.flatMap(({ ko }) => ko.exerciseIds),
  };
}

function summariseLesson({ ko, en }: { ko: LessonSource; en: LessonSource }): LessonSummary {
  return {
    id: ko.id,
    title: { ko: ko.frontmatter.title, en: en.frontmatter.title },
    summary: { ko: ko.frontmatter.summary, en: en.frontmatter.summary },
    minutes: ko.frontmatter.minutes,
    sections: { ko: ko.headings, en: en.headings },
  };
}
