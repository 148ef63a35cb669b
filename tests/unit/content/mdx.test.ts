import { join } from "node:path";
import { createElement, type ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { type CompiledMdx, compileMdx } from "../../../lib/content/mdx/compile.ts";
import { mdxComponent } from "../../../lib/content/mdx/component.ts";
import { authoredComponents, type LessonComponents } from "../../../lib/content/mdx/components.ts";
import { ContentError, type Problem } from "../../../lib/content/problem.ts";
import { runsOf, withEdits } from "../../../lib/content/runnable.ts";
import { contentFolder } from "./content-folder.ts";

async function compile(source: string, locale: "ko" | "en" = "en"): Promise<CompiledMdx> {
  const contentDirectory = await contentFolder();
  return compileMdx({ file: join(contentDirectory, `text.${locale}.mdx`), source, contentDirectory, locale });
}

async function problemsOf(source: string): Promise<Problem[]> {
  const error = await compile(source).catch((caught: unknown) => caught);
  if (!(error instanceof ContentError)) throw new Error(`expected a ContentError, got ${error}`);
  return error.problems;
}

/** Every component becomes an element of its own name, with its props as attributes. */
async function html(source: string): Promise<string> {
  const { code } = await compile(source);
  const plain = (name: string) => (props: { children?: ReactNode }) =>
    createElement(name.toLowerCase(), props);
  const names = [...Object.keys(authoredComponents), "Diagram", "h2", "h3", "a", "table", "input", "pre"];
  const components = Object.fromEntries(
    names.map((name) => [name, plain(name)]),
  ) as unknown as LessonComponents;
  return renderToStaticMarkup(mdxComponent(code)({ components }));
}

describe("errors of the author", () => {
  it("MDX that cannot be read must be named by line and column", async () => {
    expect(await problemsOf("one\n\ntwo <Card title=>\n")).toMatchObject([
      { line: 3, message: { code: "content.mdx" } },
    ]);
  });

  it("a tag that is not closed must be named by the place where it was opened", async () => {
    expect(await problemsOf('one\n\n<Card title="a">\n\nthree\n')).toMatchObject([
      { line: 3, column: 1, message: { code: "content.mdx" } },
    ]);
  });

  it.each([
    ["an import", 'import fs from "node:fs";'],
    ["an export", "export const one = 1;"],
    ["an expression", "one {process.exit()} two"],
    ["an expression in a prop", "<Card title={process.cwd()}>text</Card>"],
    ["spread props", '<Card {...globalThis} title="a">text</Card>'],
  ])("%s must be refused: content is data", async (_, source) => {
    expect(await problemsOf(`text\n\n${source}`)).toMatchObject([
      { line: 3, message: { code: "content.mdx-code" } },
    ]);
  });

  it.each(["Carousel", "script", "iframe", "img"])("the element %s must be refused", async (name) => {
    expect(await problemsOf(`<${name}></${name}>`)).toMatchObject([
      { line: 1, message: { code: "content.unknown-component", params: { name } } },
    ]);
  });

  it("a prop that a component does not take must be refused", async () => {
    expect(await problemsOf('<Callout kind="loud">text</Callout>')).toMatchObject([
      { message: { code: "content.component-props", params: { name: "Callout", key: "kind" } } },
    ]);
  });

  it("every problem of a text must be told at once", async () => {
    const problems = await problemsOf('<Term id="a">a</Term>\n\n<Term id="b">b</Term>\n');
    expect(problems.map(({ line }) => line)).toEqual([1, 3]);
  });

  it("a chart that is not drawn must be told with what to do", async () => {
    expect(await problemsOf('```mermaid title="a"\nflowchart TB\n  a --> b\n```')).toMatchObject([
      { line: 1, message: { code: "content.diagram-missing" }, remedy: { code: "content.draw-diagrams" } },
    ]);
  });
});

describe("the text of a lesson", () => {
  it("must give headings their own ids, and others one from their text, Hangul included", async () => {
    const { headings } = await compile("## 첫 절 [#first]\n\n### 둘째 절\n");
    expect(headings).toEqual([
      { depth: 2, id: "first", text: "첫 절" },
      { depth: 3, id: "둘째-절", text: "둘째 절" },
    ]);
  });

  it("must hand a term its headword and definition", async () => {
    expect(await html('<Term id="service">services</Term>')).toContain(
      'definition="A template of containers."',
    );
  });

  it("must colour code by variables, so that one text serves both themes", async () => {
    const text = await html("```yaml\nservices: {} # none\n```");
    expect(text).toContain("var(--code-token-comment)");
    expect(text).not.toMatch(/#[0-9a-f]{6}/i);
  });

  it("must offer the commands of a console block to copy, without prompts and output", async () => {
    const text = await html("```console\n$ docker compose \\\n> up -d\n Started\n$ docker ps\n```");
    expect(text).toContain('data-copy="docker compose \\\nup -d\ndocker ps"');
  });

  it("must note what it refers to, with lines", async () => {
    const { references } = await compile('text\n\n<ExerciseLink id="one" />\n\n[site](https://example.com)');
    expect(references.exercises).toEqual([{ id: "one", line: 3 }]);
    expect(references.links).toEqual([{ target: "https://example.com", line: 5 }]);
  });

  it("must be compiled once for the same text", async () => {
    const contentDirectory = await contentFolder();
    const mdx = {
      file: join(contentDirectory, "a.mdx"),
      source: "text",
      contentDirectory,
      locale: "ko" as const,
    };
    expect(await compileMdx(mdx)).toBe(await compileMdx(mdx));
    expect(await compileMdx({ ...mdx, source: "other" })).not.toBe(await compileMdx(mdx));
  });
});

describe("blocks that can be run", () => {
  const lesson = [
    '```yaml title="compose.yaml" run="order"',
    "services: {}",
    "```",
    "",
    '```console run="order"',
    "$ docker compose up \\",
    ">   -d",
    " Container order-web-1  Started",
    "$ docker compose ps",
    "```",
    "",
    '```yaml title="compose.yaml" run="order"',
    "services: {a: {}}",
    "```",
    "",
    '```console run="order" fails',
    "$ docker compose up",
    "```",
    "",
    '```console run="other"',
    "$ true",
    "```",
  ].join("\n");

  it("must be given with the files above them, the latest of each path, of their own folder only", async () => {
    const { runs } = await compile(lesson);
    const file = (content: string, block = "order/compose.yaml") => [
      { block, path: "order/compose.yaml", content },
    ];
    expect(runsOf(runs)).toEqual([
      {
        terminal: "run-order-1",
        folder: "order",
        files: file("services: {}\n"),
        commands: ["docker compose up \\\n  -d", "docker compose ps"],
        fails: false,
      },
      {
        terminal: "run-order-2",
        folder: "order",
        files: file("services: {a: {}}\n", "order/compose.yaml~2"),
        commands: ["docker compose up"],
        fails: true,
      },
      { terminal: "run-other-1", folder: "other", files: [], commands: ["true"], fails: false },
    ]);
  });

  it("must take what the reader wrote instead of a file, at the lesson's path, and nothing that is not theirs", async () => {
    const { runs } = await compile(lesson);
    const [first] = runsOf(runs);
    const edits = [
      { block: "order/compose.yaml", content: "services: {b: {}}\n" },
      { block: "order/compose.yaml~2", content: "for another run" },
      { block: "../../etc/passwd", content: "nowhere" },
    ];
    expect(withEdits(first?.files ?? [], edits)).toEqual([
      { path: "order/compose.yaml", content: "services: {b: {}}\n" },
    ]);
    expect(withEdits(first?.files ?? [], [])).toEqual([
      { path: "order/compose.yaml", content: "services: {}\n" },
    ]);
  });

  it("must be told apart in the page, and read as ever without", async () => {
    const page = await html(lesson);
    const said = [...page.matchAll(/data-run[a-z-]*="[^"]*"/g)].map(([attribute]) => attribute);
    expect(said).toEqual([
      'data-run-folder="order"',
      'data-run-file="order/compose.yaml"',
      'data-run-folder="order"',
      'data-run="order-1"',
      'data-run-folder="order"',
      'data-run-file="order/compose.yaml~2"',
      'data-run-folder="order"',
      'data-run="order-2"',
      'data-run-fails="yes"',
      'data-run-folder="other"',
      'data-run="other-1"',
    ]);
    // Words in quotation marks on a fence are not marked in the code.
    expect(page).not.toContain("data-highlighted-chars");
  });

  it.each([
    ["a folder that is no name of a project", '```console run="../x"\n$ true\n```', "content.run-folder"],
    ["no folder", "```console run\n$ true\n```", "content.run-folder"],
    ["a file without a path", '```yaml run="a"\na: 1\n```', "content.run-title"],
    ["a path that leads out", '```yaml title="../x" run="a"\na: 1\n```', "content.run-title"],
    ["no command", '```console run="a"\noutput\n```', "content.run-empty"],
    ["fails without run", "```console fails\n$ true\n```", "content.fails-without-run"],
    ["a file that fails", '```yaml title="x" run="a" fails\na: 1\n```', "content.fails-in-file"],
  ])("%s must be told", async (_, source, code) => {
    expect(await problemsOf(source)).toMatchObject([{ line: 1, message: { code } }]);
  });
});
