import { join } from "node:path";
import { z } from "zod";
import { isFile } from "./folders.ts";
import { placeSchema } from "./glossary-schema.ts";
import { localisedSchema } from "./localised.ts";
import { readYamlFile } from "./yaml-file.ts";

const changeSchema = z.strictObject({
  date: z.iso.date().describe("The day of the change, such as 2026-11-24."),
  what: localisedSchema.describe("What a learner gets by it, one or two sentences, in ko and en."),
  lesson: placeSchema.optional().describe("The lesson that it is about."),
  exercise: z.string().optional().describe("Id of the exercise that it is about."),
});

/** `changes.yaml` in the content folder: what is new, for readers and for the feed. */
const changesSchema = z.array(changeSchema).describe("What changed in the courses, in any order.");

export type Change = z.output<typeof changeSchema>;

export function changesFile(contentDirectory: string): string {
  return join(contentDirectory, "changes.yaml");
}

/** The newest first; none when there is no such file. Throws a ContentError when it is wrong. */
export async function loadChanges(contentDirectory: string): Promise<Change[]> {
  const file = changesFile(contentDirectory);
  if (!(await isFile(file))) return [];
  const changes = await readYamlFile(file, changesSchema);
  return changes.toSorted((one, other) => other.date.localeCompare(one.date));
}

/** The page that a change is about, below the language. */
export function changeHref({ lesson, exercise }: Change): string {
  if (exercise) return `exercises/${exercise}`;
  if (!lesson) return "changes";
  return `${lesson.session}/${lesson.lesson}${lesson.section ? `#${lesson.section}` : ""}`;
}
