import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Locale, message } from "../i18n/message.ts";
import { type LessonFrontmatter, lessonSchema } from "./course-schema.ts";
import { isFile } from "./folders.ts";
import { ContentError } from "./problem.ts";
import { parseYaml } from "./yaml-file.ts";

export type Heading = { depth: 2 | 3; id: string; text: string };

/** One language of a lesson as its author wrote it, not yet compiled. */
export type LessonSource = {
  id: string;
  locale: Locale;
  file: string;
  /** The whole file, front matter included. */
  source: string;
  frontmatter: LessonFrontmatter;
  headings: Heading[];
  /** Ids of the exercises that the text links to, in the order of the text. */
  exerciseIds: string[];
};

/** Reads one language of a lesson; throws a ContentError when it is missing or its front matter is wrong. */
export async function readLessonSource(
  sessionDirectory: string,
  id: string,
  locale: Locale,
): Promise<LessonSource> {
  const file = lessonFile(sessionDirectory, id, locale);
  if (!(await isFile(file))) {
    throw new ContentError([{ file, message: message("content.lesson-missing", { lesson: id, locale }) }]);
  }
  const source = await readFile(file, "utf8");
  const { yaml, body } = splitFrontmatter(source);
  if (yaml === undefined)
    throw new ContentError([{ file, line: 1, message: message("content.no-frontmatter") }]);
  const frontmatter = parseYaml(yaml, lessonSchema, { file, firstLine: 2 });
  const prose = withoutCode(body);
  const links = prose.matchAll(/<ExerciseLink\s[^>]*?\bid="([^"]+)"/g);
  return {
    id,
    locale,
    file,
    source,
    frontmatter,
    headings: headingsOf(prose),
    exerciseIds: [...new Set([...links].map((link) => link[1] ?? ""))],
  };
}

export function lessonFile(sessionDirectory: string, id: string, locale: Locale): string {
  return join(sessionDirectory, "lessons", id, `lesson.${locale}.mdx`);
}

export function withoutFrontmatter(source: string): string {
  return splitFrontmatter(source).body;
}

/** The YAML between the first two `---` lines, and the text after them. */
function splitFrontmatter(source: string): { yaml?: string; body: string } {
  const found = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/.exec(source);
  return found ? { yaml: found[1] ?? "", body: source.slice(found[0].length) } : { body: source };
}

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^( *)(`{3,}|~{3,})[\s\S]*?\n\1\2 *$/gm, "");
}

/** Headings of depth 2 and 3 by their explicit ids: `## Text [#id]`. */
function headingsOf(prose: string): Heading[] {
  return [...prose.matchAll(/^(#{2,3}) +(.+?) +\[#([^\]\s]+)\] *$/gm)].map((found) => ({
    depth: found[1] === "##" ? 2 : 3,
    id: found[3] ?? "",
    text: (found[2] ?? "").replaceAll(/[`*_]/g, "").replaceAll(/<[^>]+>/g, ""),
  }));
}
