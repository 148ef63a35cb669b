import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { listCourses } from "../../../lib/content/course.ts";
import { loadLesson } from "../../../lib/content/lesson.ts";
import { ContentError } from "../../../lib/content/problem.ts";
import { loadSession } from "../../../lib/content/session.ts";
import { contentFolder, koreanLesson, lessonWith, sessionPath } from "./content-folder.ts";

async function problemsOf(work: Promise<unknown>) {
  const error = await work.catch((caught: unknown) => caught);
  if (!(error instanceof ContentError)) throw new Error(`expected a ContentError, got ${error}`);
  return error.problems;
}

it("a course must list its sessions in the order of their numbers, not of their names", async () => {
  const content = await contentFolder();
  for (const number of [2, 10]) {
    const directory = join(content, `week-1/day-1/session-${number}`);
    await mkdir(directory);
    const text = "{ ko: a, en: a }";
    await writeFile(
      join(directory, "session.yaml"),
      `title: ${text}\nsummary: ${text}\nminutes: 10\nobjectives: [${text}]\nparts: [{ id: a, title: ${text}, minutes: 5, lessons: [b] }]\n`,
    );
  }
  const [course] = await listCourses(content);
  expect(course?.weeks[0]?.days[0]?.sessions.map(({ session }) => session)).toEqual([1, 2, 10]);
});

it("a content folder without a course must list none", async () => {
  expect(await listCourses(await contentFolder({ "course.yaml": undefined }))).toEqual([]);
});

it("a session must give its parts, and its lessons in both languages", async () => {
  const session = await loadSession(await contentFolder(), sessionPath);
  expect(session?.parts[0]?.lessons[0]).toMatchObject({
    id: "first",
    title: { ko: "A lesson", en: "A lesson" },
    sections: { ko: [{ depth: 2, id: "first", text: "First" }] },
  });
});

it.each(["week-1/day-1/session-9", "../week-1/day-1/session-1", "", "glossary"])(
  "the path %j must lead to no session",
  async (path) => {
    expect(await loadSession(await contentFolder(), path)).toBeUndefined();
  },
);

it("an unknown key must be named with its line", async () => {
  const content = await contentFolder({ "course.yaml": "id: course\ntitel: { ko: a, en: a }\n" });
  const problems = await problemsOf(listCourses(content));
  expect(problems).toContainEqual(
    expect.objectContaining({ file: join(content, "course.yaml"), line: 2, column: 1 }),
  );
});

it("a wrong value must be named with its line and what belongs there", async () => {
  const path = `${sessionPath}/session.yaml`;
  const content = await contentFolder({
    [path]: "title: { ko: a, en: a }\nsummary: { ko: a, en: a }\nminutes: long\nobjectives: []\nparts: []\n",
  });
  const problems = await problemsOf(loadSession(content, sessionPath));
  expect(problems[0]).toMatchObject({ line: 3, message: { params: { key: "minutes" } } });
  expect(problems[0]?.remedy?.params.meaning).toContain("in minutes");
});

it("broken YAML must be named with its line", async () => {
  const content = await contentFolder({ "course.yaml": "id: course\ntitle: [\n" });
  expect((await problemsOf(listCourses(content)))[0]).toMatchObject({
    line: 2,
    message: { code: "compose.yaml-unclosed-bracket" },
  });
});

it("front matter must be counted from the first line of the file", async () => {
  const content = await contentFolder({
    [koreanLesson]: "---\ntitle: A\nsummary: B\nminutes: 0\n---\ntext\n",
  });
  expect((await problemsOf(loadSession(content, sessionPath)))[0]).toMatchObject({ line: 4 });
});

it("a missing language must be named", async () => {
  const content = await contentFolder({ [koreanLesson]: undefined });
  expect((await problemsOf(loadSession(content, sessionPath)))[0]).toMatchObject({
    message: { code: "content.lesson-missing", params: { locale: "ko" } },
  });
});

it("a lesson that was edited must be compiled anew without a restart", async () => {
  const content = await contentFolder();
  const before = await loadLesson(content, sessionPath, "first", "ko");
  await writeFile(join(content, koreanLesson), lessonWith("## Other [#other]"));
  const after = await loadLesson(content, sessionPath, "first", "ko");
  expect(after?.hash).not.toBe(before?.hash);
  expect(after?.headings).toEqual([{ depth: 2, id: "other", text: "Other" }]);
});

it("a lesson that is not there must be undefined", async () => {
  expect(await loadLesson(await contentFolder(), sessionPath, "nowhere", "en")).toBeUndefined();
});
