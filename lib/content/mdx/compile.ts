import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { dirname } from "node:path";
import { bundleMDX } from "mdx-bundler";
import rehypePrettyCode from "rehype-pretty-code";
import rehypeSlug from "rehype-slug";
import remarkGfm from "remark-gfm";
import { type Locale, message } from "../../i18n/message.ts";
import { drawingDirectory } from "../diagrams/drawing.ts";
import { loadGlossary } from "../glossary.ts";
import type { GlossaryTerm } from "../glossary-schema.ts";
import type { Heading } from "../lesson-source.ts";
import { ContentError, type Problem } from "../problem.ts";
import { proofTexts } from "../proofs/lesson-proof.ts";
import type { RunnableBlock } from "../runnable.ts";
import type { CodeBlock, Compilation, References } from "./compilation.ts";
import { highlighting } from "./highlight.ts";
import { rehypeCodeBlocks } from "./rehype-code-blocks.ts";
import { rehypeHeadings } from "./rehype-headings.ts";
import { remarkDataOnly } from "./remark-data-only.ts";
import { remarkDiagrams } from "./remark-diagrams.ts";
import { remarkHeadingIds } from "./remark-headings.ts";
import { remarkProofs } from "./remark-proofs.ts";
import { remarkReferences } from "./remark-references.ts";
import { remarkRuns } from "./remark-runs.ts";

export type MdxSource = {
  /** Absolute path; errors name it, and drawings are looked up beside it. */
  file: string;
  /** The whole file, front matter included. */
  source: string;
  contentDirectory: string;
  locale: Locale;
};

export type CompiledMdx = {
  /** For `mdxComponent()`. */
  code: string;
  /** Of everything that the code was made from. */
  hash: string;
  headings: Heading[];
  frontmatter: Record<string, unknown>;
  references: References;
  codeBlocks: CodeBlock[];
  runs: RunnableBlock[];
  components: string[];
};

/** Compiled texts by file, so that a page costs a compilation only after an edit; one entry a file bounds it. */
const compiled = new Map<string, { hash: string; result: Promise<CompiledMdx> }>();

/**
 * Compiles a lesson or a brief; the same text with the same glossary and drawings is compiled once.
 * Throws a ContentError that names file, line and column of everything an author has to mend.
 */
export async function compileMdx(mdx: MdxSource): Promise<CompiledMdx> {
  const glossary = await loadGlossary(mdx.contentDirectory);
  const hash = await hashOf(mdx, glossary);
  const known = compiled.get(mdx.file);
  if (known?.hash === hash) return known.result;
  const result = compile(mdx, glossary, hash);
  compiled.set(mdx.file, { hash, result });
  return result;
}

async function compile(mdx: MdxSource, glossary: GlossaryTerm[], hash: string): Promise<CompiledMdx> {
  const compilation: Compilation = {
    file: mdx.file,
    locale: mdx.locale,
    glossary: new Map(glossary.map((term) => [term.id, term])),
    problems: [],
    headings: [],
    references: {
      exercises: [],
      lessons: [],
      links: [],
      proofs: [],
      checks: [],
      images: [],
      headingsWithoutId: [],
    },
    codeBlocks: [],
    runs: [],
    components: [],
  };
  const { code, frontmatter } = await bundleText(mdx, compilation);
  const { headings, references, codeBlocks, runs, components } = compilation;
  return { code, frontmatter, hash, headings, references, codeBlocks, runs, components };
}

async function bundleText({ file, source, contentDirectory }: MdxSource, compilation: Compilation) {
  try {
    const { code, frontmatter } = await bundleMDX({
      source,
      cwd: contentDirectory,
      mdxOptions: (options) => ({
        ...options,
        remarkPlugins: [
          // First, before the bundler adds an export of its own.
          [remarkDataOnly, compilation],
          ...(options.remarkPlugins ?? []),
          remarkGfm,
          [remarkHeadingIds, compilation],
          [remarkReferences, compilation],
          [remarkRuns, compilation],
          [remarkDiagrams, compilation],
          // Last: what it adds is not the author's.
          [remarkProofs, compilation],
        ],
        rehypePlugins: [
          rehypeSlug,
          [rehypeHeadings, compilation],
          [rehypePrettyCode, highlighting],
          [rehypeCodeBlocks, compilation],
        ],
      }),
      esbuildOptions: (options) => ({ ...options, logLevel: "silent", charset: "utf8" }),
    });
    if (compilation.problems.length > 0) throw new ContentError(compilation.problems);
    return { code, frontmatter };
  } catch (error) {
    if (compilation.problems.length > 0) throw new ContentError(compilation.problems);
    throw new ContentError(syntaxProblems(file, error));
  }
}

/** esbuild counts columns from 0; the place of a tag that is not closed stands only in the words. */
function syntaxProblems(file: string, error: unknown): Problem[] {
  if (!(error instanceof Error)) throw error;
  const errors = "errors" in error && Array.isArray(error.errors) ? error.errors : [];
  if (errors.length === 0) throw error;
  return errors.map(({ text, location }) => {
    const words = String(text).replace(/^Cannot process MDX file with esbuild:\s+\d+:\d+: /, "");
    const [, line, column] = /\((\d+):(\d+)[-\d:]*\)$/.exec(words) ?? [];
    if (line) return mdxProblem(file, words, Number(line), Number(column));
    if (location) return mdxProblem(file, words, location.line, location.column + 1);
    return { file, message: message("content.mdx", { problem: words }) };
  });
}

function mdxProblem(file: string, problem: string, line: number, column: number): Problem {
  return { file, line, column, message: message("content.mdx", { problem }) };
}

async function hashOf(mdx: MdxSource, glossary: GlossaryTerm[]): Promise<string> {
  const drawings = await readdir(drawingDirectory(mdx.file)).catch(() => []);
  const parts = [
    mdx.source,
    mdx.locale,
    JSON.stringify(glossary),
    drawings.sort().join(),
    await proofTexts(dirname(mdx.file)),
  ];
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 32);
}
