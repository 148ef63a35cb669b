import { diagnose } from "../compose/diagnose.ts";
import { parseComposeFile } from "../compose/parse.ts";
import { closest } from "../compose/suggest.ts";
import { type Locale, type Message, message } from "../i18n/message.ts";
import { translate } from "../i18n/translate.ts";
import type { Heading } from "./lesson-source.ts";
import type { CodeBlock } from "./mdx/compilation.ts";
import type { CompiledMdx } from "./mdx/compile.ts";
import { addressProblem } from "./outward-links.ts";
import type { Problem } from "./problem.ts";

/** What a text may refer to. */
export type KnownTargets = {
  /** Ids of the checks of every exercise. */
  exercises: Map<string, Set<string>>;
  /** Names of the proofs beside the text. */
  proofs: string[];
  /** Headings by lesson id, of the session that the text belongs to. */
  lessons: Map<string, Heading[]>;
};

/** Whether everything that a compiled text refers to is there, and its YAML can be read. */
export function checkText(file: string, text: CompiledMdx, known: KnownTargets, locale: Locale): Problem[] {
  const { references, headings, codeBlocks } = text;
  return [
    ...references.headingsWithoutId.map(({ line }) => ({
      file,
      line,
      message: message("content.heading-id"),
      remedy: message("content.add-heading-id"),
    })),
    ...references.exercises
      .filter(({ id }) => !known.exercises.has(id))
      .map(({ line, id }) => ({ file, line, message: message("content.unknown-exercise", { id }) })),
    ...references.checks.flatMap((claim) => provingCheck(file, claim, known)),
    ...references.proofs
      .filter(({ id }) => !known.proofs.includes(id))
      .map(({ line, id }) => ({ file, line, message: unknownProof(id, known.proofs) })),
    ...references.images.map(({ line }) => ({
      file,
      line,
      message: message("content.image"),
      remedy: message("content.draw-instead"),
    })),
    ...references.lessons.flatMap((link) => lessonLink(file, link, known)),
    ...references.links
      .filter(({ target }) => !leadsSomewhere(target, headings))
      .map(({ line, target }) => ({ file, line, message: message("content.link-broken", { target }) })),
    ...references.links.flatMap(({ line, target }) => {
      const problem = addressProblem(target);
      return problem ? [{ file, line, message: message("content.link-form", { target, problem }) }] : [];
    }),
    ...twice(headings.map(({ id }) => id)).map((id) => ({
      file,
      message: message("content.id-twice", { id }),
    })),
    ...codeBlocks.filter(({ language }) => language === "yaml").flatMap((block) => yaml(file, block, locale)),
  ];
}

function provingCheck(
  file: string,
  { line, exercise, check }: { line: number; exercise: string; check: string },
  { exercises }: KnownTargets,
): Problem[] {
  const checks = exercises.get(exercise);
  if (!checks) return [{ file, line, message: message("content.unknown-exercise", { id: exercise }) }];
  if (checks.has(check)) return [];
  const params = { exercise, check, known: [...checks].join(", ") };
  return [{ file, line, message: message("content.unknown-check", params) }];
}

function unknownProof(id: string, known: string[]): Message {
  const guess = closest(id, known) ?? "none";
  return message("content.unknown-proof", { id, guess });
}

function lessonLink(
  file: string,
  link: { line: number; id: string; section?: string },
  { lessons }: KnownTargets,
): Problem[] {
  const { line, id, section } = link;
  const headings = lessons.get(id);
  if (!headings) return [{ file, line, message: message("content.unknown-lesson", { id }) }];
  if (!section || headings.some((heading) => heading.id === section)) return [];
  return [{ file, line, message: message("content.unknown-section", { lesson: id, section }) }];
}

function leadsSomewhere(target: string, headings: Heading[]): boolean {
  if (target.startsWith("#")) return headings.some(({ id }) => id === decodeURIComponent(target.slice(1)));
  return target.startsWith("https://");
}

/** A lesson shows one file at a time; what lies beside it is not there to be found. */
const ofAnotherFile = /^compose\.missing-(?!key)/;

/**
 * Every YAML block must be YAML; one that is a whole Compose file must also be free of errors,
 * unless its fence says `faulty` because the lesson is about what is wrong in it, or `partial` because it means
 * something only when laid over another file.
 */
function yaml(file: string, { line, text, meta }: CodeBlock, locale: Locale): Problem[] {
  const source = { path: "compose.yaml", content: text };
  const whole = /^services:/m.test(text) && !/\b(faulty|partial)\b/.test(meta);
  const found = whole
    ? diagnose([source], { missingFilesKnown: true }).filter((one) => !ofAnotherFile.test(one.message.code))
    : parseComposeFile(source).problems;
  return found
    .filter(({ severity }) => severity === "error")
    .map(({ range, message: problem }) => ({
      file,
      line: line + range.start.line,
      column: range.start.column,
      message: message("content.code-yaml", { problem: translate(problem, locale) }),
    }));
}

function twice(ids: string[]): string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}
