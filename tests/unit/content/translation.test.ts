import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { checkLessons } from "../../../lib/content/check-lessons.ts";
import { loadLesson } from "../../../lib/content/lesson.ts";
import { confirmTranslation, sectionsOf, staleSections } from "../../../lib/content/translation.ts";
import {
  contentFolder,
  englishLesson,
  koreanLesson,
  lessonWith,
  sessionPath,
  translation,
} from "./content-folder.ts";

const text = lessonWith("above\n\n## A [#a]\n\nthe first\n\n### B [#b]\n\nthe second");

async function lessonFolder(): Promise<string> {
  const files = { [koreanLesson]: text, [englishLesson]: text, [translation]: undefined };
  return dirname(join(await contentFolder(files), koreanLesson));
}

async function changeKorean(folder: string, from: string, to: string): Promise<void> {
  const file = join(folder, "lesson.ko.mdx");
  await writeFile(file, (await readFile(file, "utf8")).replace(from, to));
}

it("a section whose Korean changed must be stale until its English is confirmed", async () => {
  const folder = await lessonFolder();
  expect(await staleSections(folder)).toBeUndefined();
  await confirmTranslation(folder);
  expect(await staleSections(folder)).toEqual([]);
  await changeKorean(folder, "the second", "something else");
  expect(await staleSections(folder)).toEqual(["b"]);
  expect(await confirmTranslation(folder)).toEqual(["b"]);
  expect(await staleSections(folder)).toEqual([]);
});

it("a new section and a changed summary must be stale", async () => {
  const folder = await lessonFolder();
  await confirmTranslation(folder);
  await changeKorean(folder, "summary: What", "summary: Where");
  await changeKorean(folder, "### B [#b]", "### B [#b]\n\nthe second\n\n### C [#c]");
  expect(await staleSections(folder)).toEqual([".start", "c"]);
});

it("lines that are broken elsewhere, and headings within code, must change nothing", () => {
  const hashes = (source: string) => sectionsOf(source).map(({ id, hash }) => `${id} ${hash}`);
  expect(hashes("## A [#a]\n\none two\nthree")).toEqual(hashes("## A [#a]\none\ntwo three\n"));
  expect(sectionsOf("## A [#a]\n```text\n## B [#b]\n```\n").map(({ id }) => id)).toEqual([".start", "a"]);
});

it("what is stale must be told at the English heading, and known to the English page alone", async () => {
  const folder = await lessonFolder();
  const contentDirectory = folder.slice(0, folder.indexOf(`/${sessionPath}`));
  await confirmTranslation(folder);
  await changeKorean(folder, "the second", "something else");
  const problems = await checkLessons(contentDirectory);
  expect(problems.map(({ file, line, message }) => [file, line, message.code, message.params])).toEqual([
    [join(folder, "lesson.en.mdx"), 13, "content.translation-stale", { section: "b" }],
  ]);
  expect((await loadLesson(contentDirectory, sessionPath, "first", "en"))?.stale).toEqual(["b"]);
  expect((await loadLesson(contentDirectory, sessionPath, "first", "ko"))?.stale).toEqual([]);
});
