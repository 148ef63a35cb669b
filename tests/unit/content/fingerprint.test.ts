import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { changeStream } from "../../../app/author/changes.ts";
import { lessonFingerprint } from "../../../lib/content/fingerprint.ts";
import { contentFolder, koreanLesson, sessionPath } from "./content-folder.ts";

it("a lesson's fingerprint must change with its files and the glossary, and lead nowhere else", async () => {
  const directory = await contentFolder();
  const look = () => lessonFingerprint(directory, `${sessionPath}/first`);
  const before = await look();
  expect(await look()).toBe(before);
  await writeFile(join(directory, koreanLesson), "changed");
  const after = await look();
  expect(after).not.toBe(before);
  await writeFile(join(directory, "glossary/more.yaml"), "{}");
  expect(await look()).not.toBe(after);
  expect(await lessonFingerprint(directory, `${sessionPath}/..`)).toBeUndefined();
  expect(await lessonFingerprint(directory, "../first")).toBeUndefined();
});

it("an open page must be told of a change, and of nothing after it went", async () => {
  const states = ["one", "one", "two"];
  const look = async () => states.shift() ?? "two";
  const controller = new AbortController();
  const reader = changeStream(look, controller.signal).getReader();
  const read = async () => new TextDecoder().decode((await reader.read()).value);
  expect(await read()).toContain("retry");
  expect(await read()).toContain("event: changed");
  controller.abort();
  expect((await reader.read()).done).toBe(true);
});
