import { join } from "node:path";
import { createElement } from "react";
import { expect, it } from "vitest";
import { type Block, blocksOf } from "../../../../app/presenter/blocks.ts";
import { cutIntoScreens } from "../../../../app/presenter/cut.ts";
import { compileMdx } from "../../../../lib/content/mdx/compile.ts";
import { mdxElements } from "../../../../lib/content/mdx/component.ts";
import type { LessonComponents } from "../../../../lib/content/mdx/components.ts";

const contentDirectory = join(import.meta.dirname, "../../../../content");
const names = ["h2", "h3", "Callout", "pre", "table", "Question", "ExerciseLink", "Diagram", "Term"] as const;
const components = Object.fromEntries(names.map((name) => [name, () => null])) as unknown as LessonComponents;

async function blocks(source: string): Promise<Block[]> {
  const { code } = await compileMdx({ file: "lesson.en.mdx", source, contentDirectory, locale: "en" });
  return blocksOf(mdxElements(code, components), components);
}

async function cut(source: string) {
  return cutIntoScreens(await blocks(source)).map(({ suffix, kind, blocks: within }) => ({
    suffix,
    kind,
    words: within.map(({ words }) => words),
  }));
}

const short = "This leads to what follows.";
const long = "A sentence that goes on for a while and says something. ".repeat(7).trim();

it("text before the first heading must have a screen of its own", async () => {
  expect(await cut(`${short}\n\n## A [#a]\n\n${short}`)).toEqual([
    { suffix: ".2", kind: "text", words: [short] },
    { suffix: "--a", kind: "text", words: [short] },
  ]);
});

it("code must stand alone under the short text that leads to it", async () => {
  const screens = await cut(`## A [#a]\n\n${long}\n\n${short}\n\n\`\`\`yaml\na: 1\n\`\`\`\n\n${long}`);
  expect(screens.map(({ suffix, kind, words }) => [suffix, kind, words.length])).toEqual([
    ["--a", "text", 1],
    ["--a.2", "code", 2],
    ["--a.3", "text", 1],
  ]);
  expect(screens[1]?.words[0]).toBe(short);
});

it("text that is too much for one screen must go on to the next", async () => {
  const screens = await cut(`## A [#a]\n\n${long}\n\n${long}\n\n${long}`);
  expect(screens.map(({ suffix }) => suffix)).toEqual(["--a", "--a.2", "--a.3"]);
});

it("a heading that only has smaller ones below it must be no screen, and stand above theirs", async () => {
  const screens = cutIntoScreens(await blocks(`## A [#a]\n\n### B [#b]\n\n${short}`));
  expect(screens.map(({ suffix, above }) => [suffix, above?.words])).toEqual([["--b", "A"]]);
});

it("each table, question and exercise must be told apart", async () => {
  const screens = cutIntoScreens(
    await blocks(
      `| a | b |\n|---|---|\n| 1 | 2 |\n\n<Question ask="Why?">\n\n${short}\n\n</Question>\n\n<ExerciseLink id="first-stack" />`,
    ),
  );
  expect(screens.map(({ kind, exercise }) => exercise ?? kind)).toEqual(["table", "question", "first-stack"]);
});

it("the items of a list must count as lines, so that it is not put on a full screen", async () => {
  const list = Array.from({ length: 6 }, (_, index) => `- item ${index}`).join("\n");
  expect((await blocks(list))[0]?.lines).toBe(6);
  expect(await cut(`## A [#a]\n\n${long}\n\n${list}`)).toHaveLength(2);
});

it("what is no element must be nothing", () => {
  expect(blocksOf(["\n", null, createElement("p", null, "x")], components)).toHaveLength(1);
});
