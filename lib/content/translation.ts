import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { message } from "../i18n/message.ts";
import type { Problem } from "./problem.ts";

const translationSchema = z.object({
  sections: z
    .record(z.string(), z.string())
    .describe(
      "By the id of the heading, or `.start`: hash of the Korean text that the English is confirmed for.",
    ),
});

/** A section of a text: from its heading to the next one, of whatever depth. */
type Section = { id: string; line: number; hash: string };

/** The name of what stands above the first heading; no heading's id has a dot. */
const start = ".start";

/**
 * The sections of the English text whose Korean was changed since somebody confirmed that both say the same.
 * Undefined when nobody has confirmed anything of the lesson yet.
 */
export async function staleSections(lessonDirectory: string): Promise<string[] | undefined> {
  const confirmed = await readTranslation(lessonDirectory);
  if (!confirmed) return undefined;
  const now = Object.entries(await koreanHashes(lessonDirectory));
  return now.filter(([id, hash]) => confirmed[id] !== hash).map(([id]) => id);
}

/** Whether a section of `staleSections` is what stands above the first heading. */
export function isStart(section: string): boolean {
  return section === start;
}

/** What is stale, at the line of the English heading. */
export async function checkTranslation(lessonDirectory: string, lesson: string): Promise<Problem[]> {
  const file = textFile(lessonDirectory, "en");
  const remedy = message("content.confirm-translation", { lesson });
  const stale = await staleSections(lessonDirectory);
  if (!stale) return [{ file, message: message("content.translation-unconfirmed"), remedy }];
  if (stale.length === 0) return [];
  const english = sectionsOf(await readFile(file, "utf8"));
  return stale.map((section) => {
    const line = english.find(({ id }) => id === section)?.line;
    const said = message("content.translation-stale", { section: isStart(section) ? "none" : section });
    return { file, ...(line && { line }), message: said, remedy };
  });
}

/** Writes down that the English text says what the Korean says now. @returns the sections that were stale. */
export async function confirmTranslation(lessonDirectory: string): Promise<string[]> {
  const sections = await koreanHashes(lessonDirectory);
  const stale = (await staleSections(lessonDirectory)) ?? Object.keys(sections);
  await writeFile(translationFile(lessonDirectory), `${JSON.stringify({ sections }, undefined, 2)}\n`);
  return stale;
}

/** Line breaks and indentation may change without a new translation. Headings in blocks of code are none. */
export function sectionsOf(source: string): Section[] {
  const found: { id: string; line: number; text: string[] }[] = [{ id: start, line: 1, text: [] }];
  let fence = "";
  for (const [index, line] of source.split("\n").entries()) {
    const mark = /^ *(`{3,}|~{3,})/.exec(line)?.[1];
    const heading = fence ? undefined : /^#{2,3} .*\[#([^\]\s]+)\] *$/.exec(line)?.[1];
    if (mark && !fence) fence = mark;
    else if (mark && line.trim() === fence) fence = "";
    if (heading) found.push({ id: heading, line: index + 1, text: [] });
    found.at(-1)?.text.push(line);
  }
  return found.map(({ id, line, text }) => {
    const words = text.join(" ").replaceAll(/\s+/g, " ").trim();
    return { id, line, hash: createHash("sha256").update(words).digest("hex").slice(0, 12) };
  });
}

async function koreanHashes(lessonDirectory: string): Promise<Record<string, string>> {
  const sections = sectionsOf(await readFile(textFile(lessonDirectory, "ko"), "utf8"));
  return Object.fromEntries(sections.map(({ id, hash }) => [id, hash]));
}

async function readTranslation(lessonDirectory: string): Promise<Record<string, string> | undefined> {
  const text = await readFile(translationFile(lessonDirectory), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return translationSchema.parse(JSON.parse(text)).sections;
  } catch {
    return undefined;
  }
}

function translationFile(lessonDirectory: string): string {
  return join(lessonDirectory, "translation.json");
}

function textFile(lessonDirectory: string, locale: "ko" | "en"): string {
  return join(lessonDirectory, `lesson.${locale}.mdx`);
}
