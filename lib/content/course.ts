import { courseFile, courseSchema } from "./course-schema.ts";
import { isFile, sessionFolders } from "./folders.ts";
import type { Localised } from "./localised.ts";
import { type SessionSummary, summariseSession } from "./session.ts";
import { readYamlFile } from "./yaml-file.ts";

export type CourseSummary = {
  id: string;
  title: Localised;
  description: Localised;
  weeks: { week: number; days: { day: number; sessions: SessionSummary[] }[] }[];
};

/**
 * The courses with their sessions in the order of teaching: the one whose `course.yaml` stands in the content
 * folder, or none. Throws a ContentError on a file that is wrong.
 */
export async function listCourses(contentDirectory: string): Promise<CourseSummary[]> {
  if (!(await isFile(courseFile(contentDirectory)))) return [];
  const course = await readYamlFile(courseFile(contentDirectory), courseSchema);
  const folders = await sessionFolders(contentDirectory);
  const sessions = await Promise.all(folders.map(summariseSession));
  const weeks = grouped(sessions, (session) => session.week).map(([week, ofWeek]) => ({
    week,
    days: grouped(ofWeek, (session) => session.day).map(([day, ofDay]) => ({ day, sessions: ofDay })),
  }));
  return [{ ...course, weeks }];
}

function grouped<Item>(items: Item[], key: (item: Item) => number): [number, Item[]][] {
  return [...Map.groupBy(items, key)];
}
