import { join } from "node:path";
import { createElement, type ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { type CompiledMdx, compileMdx } from "../../../lib/content/mdx/compile.ts";
import { mdxComponent } from "../../../lib/content/mdx/component.ts";
import { authoredComponents, type LessonComponents } from "../../../lib/content/mdx/components.ts";
import { ContentError, type Problem } from "../../../lib/content/problem.ts";
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
