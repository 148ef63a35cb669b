import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { confirmTranslation } from "../../../lib/content/translation.ts";

export const sessionPath = "week-1/day-1/session-1";

const both = (text: string) => `{ ko: ${text}, en: ${text} }`;

const lesson = `---
title: A lesson
summary: What it answers.
minutes: 5
---

## First [#first]

Text with <Term id="service">a service</Term>.
`;

/** A small sound course; a test overlays the files that it is about. */
const sound: Record<string, string> = {
  "course.yaml": `id: course\ntitle: ${both("Course")}\ndescription: ${both("All of it")}\n`,
  "glossary/terms.yaml": `service:\n  term: ${both("service")}\n  definition: ${both("A template of containers.")}\n`,
  [`${sessionPath}/session.yaml`]: [
    `title: ${both("Session")}`,
    `summary: ${both("About it")}`,
    "minutes: 30",
    `objectives: [${both("Understand")}]`,
    "parts:",
    `  - { id: one, title: ${both("Part")}, minutes: 20, lessons: [first] }`,
    "",
  ].join("\n"),
  [`${sessionPath}/lessons/first/lesson.ko.mdx`]: lesson,
  [`${sessionPath}/lessons/first/lesson.en.mdx`]: lesson,
};

/**
 * Writes a content folder for one test and gives its path; `undefined` leaves a file out. Unless a test says
 * otherwise, the lesson's translation is confirmed.
 */
export async function contentFolder(files: Record<string, string | undefined> = {}): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "content-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const [path, text] of Object.entries({ ...sound, ...files })) {
    if (text === undefined) continue;
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  const hasKorean = !(koreanLesson in files) || files[koreanLesson] !== undefined;
  if (hasKorean && !(translation in files)) await confirmTranslation(dirname(join(directory, koreanLesson)));
  return directory;
}

export const translation = `${sessionPath}/lessons/first/translation.json`;
export const koreanLesson = `${sessionPath}/lessons/first/lesson.ko.mdx`;
export const englishLesson = `${sessionPath}/lessons/first/lesson.en.mdx`;

/** The front matter of the sound lesson with another text below it. */
export function lessonWith(body: string): string {
  return `${lesson.slice(0, lesson.indexOf("## First"))}${body}\n`;
}
