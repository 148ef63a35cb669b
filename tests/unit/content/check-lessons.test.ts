import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkLessons } from "../../../lib/content/check-lessons.ts";
import { contentFolder, englishLesson, koreanLesson, lessonWith, sessionPath } from "./content-folder.ts";

const root = join(import.meta.dirname, "../../..");

async function codesOf(files: Record<string, string | undefined>): Promise<string[]> {
  const problems = await checkLessons(await contentFolder(files));
  return problems.map(({ message }) => message.code);
}

const inBoth = (body: string) => ({ [koreanLesson]: lessonWith(body), [englishLesson]: lessonWith(body) });

it("the repository's own lessons must be sound", async () => {
  expect(await checkLessons(join(root, "content"))).toEqual([]);
});

it("a sound course must have no problems", async () => {
  expect(await codesOf({})).toEqual([]);
});

it.each([
  ["a link to an exercise that is not there", '<ExerciseLink id="nowhere" />', "content.unknown-exercise"],
  [
    "a link to a lesson that is not there",
    '<LessonLink to="nowhere">x</LessonLink>',
    "content.unknown-lesson",
  ],
  [
    "a link to a section that is not there",
    '## A [#a]\n\n<LessonLink to="first" section="b">x</LessonLink>',
    "content.unknown-section",
  ],
  ["a link to a file", "[x](../other.mdx)", "content.link-broken"],
  ["an anchor that is not there", "[x](#nowhere)", "content.link-broken"],
  ["a heading without an id", "## Heading", "content.heading-id"],
  ["an id that is used twice", "## A [#a]\n\n## B [#a]", "content.id-twice"],
  ["YAML that cannot be read", "```yaml\na: [\n```", "content.code-yaml"],
  ["a Compose file with an error", "```yaml\nservices:\n  web: { networks: [no] }\n```", "content.code-yaml"],
  ["a term that is not in the glossary", '<Term id="nothing">x</Term>', "content.unknown-term"],
])("%s must be told", async (_, body, code) => {
  expect(new Set(await codesOf(inBoth(body)))).toEqual(new Set([code]));
});

it("a Compose file that is meant to be wrong must be let pass when its fence says so", async () => {
  expect(await codesOf(inBoth("```yaml faulty\nservices:\n  web: { networks: [no] }\n```"))).toEqual([]);
});

it("a Compose file that is only laid over another must be let pass when its fence says so", async () => {
  expect(await codesOf(inBoth("```yaml partial\nservices:\n  web: { restart: always }\n```"))).toEqual([]);
});

it("an exercise that a session lists and nobody has written must be told", async () => {
  const session = `${sessionPath}/session.yaml`;
  const text = await readFile(join(await contentFolder(), session), "utf8");
  const listed = text.replace("lessons: [first]", "lessons: [first], exercises: [gone]");
  expect(await codesOf({ [session]: listed })).toEqual(["content.unknown-exercise"]);
});

it("languages that are out of step must be told", async () => {
  expect(await codesOf({ [englishLesson]: lessonWith("## Other [#other]") })).toEqual([
    "content.languages-differ",
  ]);
});

it("different minutes in the two languages must be told", async () => {
  const korean = lessonWith("## A [#a]");
  const files = { [koreanLesson]: korean, [englishLesson]: korean.replace("minutes: 5", "minutes: 6") };
  expect(await codesOf(files)).toEqual(["content.minutes-differ"]);
});

it("a missing language must be told once", async () => {
  expect(await codesOf({ [englishLesson]: undefined })).toEqual(["content.lesson-missing"]);
});

it("a lesson's folder that no part lists must be told", async () => {
  const path = `${sessionPath}/lessons/second/lesson.ko.mdx`;
  expect(await codesOf({ [path]: lessonWith("text") })).toEqual(["content.lesson-unlisted"]);
});

it("a drawing that no text refers to must be told", async () => {
  const path = `${sessionPath}/lessons/first/diagrams/0123456789abcdef.svg`;
  expect(await codesOf({ [path]: "<svg/>" })).toEqual(["content.diagram-stale"]);
});

it("a term that points to a lesson which is not there must be told", async () => {
  const both = "{ ko: a, en: a }";
  const place = `taughtIn: { session: ${sessionPath}, lesson: nowhere }`;
  const terms = `service:\n  term: ${both}\n  definition: ${both}\n  ${place}\n`;
  expect(await codesOf({ "glossary/terms.yaml": terms })).toEqual(["content.unknown-lesson"]);
});

it("a term that is defined twice must be told", async () => {
  const both = "{ ko: a, en: a }";
  const codes = await codesOf({
    "glossary/other.yaml": `service:\n  term: ${both}\n  definition: ${both}\n`,
  });
  expect(new Set(codes)).toEqual(new Set(["content.id-twice"]));
});
