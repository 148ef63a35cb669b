import { basename } from "node:path";
import type { Problem } from "../../lib/content/problem.ts";
import { confirmTranslation } from "../../lib/content/translation.ts";
import { type Message, message } from "../../lib/i18n/message.ts";
import { chooseLessons, readLessons } from "./choose.ts";

const outOfStep = ["content.languages-differ", "content.minutes-differ", "content.lesson-missing"];

/**
 * Writes down that the English of lessons says what their Korean says now. Where the two are not even built alike,
 * nothing is written, and what differs is a problem.
 */
export async function confirmTranslations(
  contentDirectory: string,
  ids: string[],
  say: (progress: Message) => void,
): Promise<Problem[]> {
  const lessons = await chooseLessons(contentDirectory, ids);
  const problems = (await readLessons(contentDirectory, lessons)).filter(({ message: { code } }) =>
    outOfStep.includes(code),
  );
  for (const lesson of lessons) {
    if (problems.some(({ file }) => file.startsWith(lesson))) continue;
    const sections = await confirmTranslation(lesson);
    if (sections.length === 0) continue;
    say(message("cli.translation-confirmed", { lesson: basename(lesson), sections: sections.join(", ") }));
  }
  return problems;
}
