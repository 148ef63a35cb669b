import { message } from "../i18n/message.ts";
import type { CompiledMdx } from "./mdx/compile.ts";
import type { Problem } from "./problem.ts";
import type { RunnableBlock } from "./runnable.ts";

/** Whether the two languages of a text keep in step: headings, links, blocks of code, in the same order. */
export function checkLanguages(koreanFile: string, korean: CompiledMdx, english: CompiledMdx): Problem[] {
  const minutes = {
    korean: String(korean.frontmatter.minutes),
    english: String(english.frontmatter.minutes),
  };
  const differences = Object.entries(traits)
    .map(([what, traitOf]) => ({ what, difference: firstDifference(traitOf(korean), traitOf(english)) }))
    .flatMap(({ what, difference }) =>
      difference
        ? [{ file: koreanFile, message: message("content.languages-differ", { what, ...difference }) }]
        : [],
    );
  return minutes.korean === minutes.english
    ? differences
    : [...differences, { file: koreanFile, message: message("content.minutes-differ", minutes) }];
}

const traits: Record<string, (text: CompiledMdx) => string[]> = {
  headings: ({ headings }) => headings.map(({ depth, id }) => `${"#".repeat(depth)} ${id}`),
  exercises: ({ references }) => references.exercises.map(({ id }) => id),
  lessons: ({ references }) =>
    references.lessons.map(({ id, section }) => (section ? `${id}#${section}` : id)),
  proofs: ({ references }) => [
    ...references.proofs.map(({ id }) => id),
    ...references.checks.map(({ exercise, check }) => `${exercise}/${check}`),
  ],
  code: ({ codeBlocks }) => codeBlocks.map(({ language }) => language),
  runs: ({ runs }) => runs.map(runTrait),
  components: ({ components }) => components,
};

function runTrait(block: RunnableBlock): string {
  if (block.kind === "file") return `${block.folder}/${block.path}`;
  return [block.folder, block.fails ? "fails" : "", ...block.commands].filter(Boolean).join(" $ ");
}

function firstDifference(
  korean: string[],
  english: string[],
): { korean: string; english: string } | undefined {
  const length = Math.max(korean.length, english.length);
  for (let index = 0; index < length; index++) {
    if (korean[index] !== english[index])
      return { korean: korean[index] ?? "–", english: english[index] ?? "–" };
  }
  return undefined;
}
