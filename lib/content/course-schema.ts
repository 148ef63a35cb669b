import { join } from "node:path";
import { z } from "zod";
import { localisedSchema } from "./localised.ts";

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, "small letters, digits and hyphens, a letter first");
const minutes = z.int().min(1).max(240);

/** `course.yaml` in the content folder. */
export const courseSchema = z.strictObject({
  id: id.describe("The course's name in addresses and records; never changes."),
  title: localisedSchema.describe("The course's title, in ko and en."),
  description: localisedSchema.describe(
    "One or two sentences on what a learner can do afterwards, in ko and en.",
  ),
});

const partSchema = z.strictObject({
  id: id.describe("The part's name within the session."),
  title: localisedSchema.describe("The part's title, in ko and en."),
  minutes: minutes.describe("How long the part takes in class, in minutes."),
  lessons: z
    .array(
      id
        .refine(
          (name) => name !== "whole" && name !== "present",
          "another name: the session's page with all lessons and its presenter have these",
        )
        .describe("The name of a folder under lessons/."),
    )
    .min(1)
    .describe("The lessons of the part in reading order; each is a folder under lessons/."),
  exercises: z
    .array(id.describe("The name of a folder under exercises/."))
    .default([])
    .describe(
      "The exercises of the part in the order in which they are best done. Those that its lessons link to need not be named; those that nothing names stand after the last part.",
    ),
});

/** `week-N/day-N/session-N/session.yaml`. Its lessons and exercises are the folders beside it. */
export const sessionSchema = z.strictObject({
  title: localisedSchema.describe("The session's title, in ko and en."),
  summary: localisedSchema.describe("What the session is about, one or two sentences, in ko and en."),
  minutes: minutes.describe(
    "How long the whole session takes in class, in minutes; at least the sum of its parts.",
  ),
  objectives: z
    .array(localisedSchema)
    .min(1)
    .describe("What a learner can do after the session, a sentence each, in ko and en."),
  keywords: z.array(id).default([]).describe("Ids of glossary terms that the session is about."),
  parts: z
    .array(partSchema)
    .min(1)
    .describe("The parts of the session in order; only parts that have lessons."),
});

/** The front matter of `lessons/<id>/lesson.<locale>.mdx`. */
export const lessonSchema = z.strictObject({
  title: z.string().min(1).describe("The lesson's title in the language of the file."),
  summary: z
    .string()
    .min(1)
    .describe("One sentence on what the lesson answers, in the language of the file."),
  minutes: minutes.describe(
    "How long the lesson takes to read and try, in minutes; the same in both languages.",
  ),
});

export type SessionFile = z.infer<typeof sessionSchema>;
export type LessonFrontmatter = z.infer<typeof lessonSchema>;

export function courseFile(contentDirectory: string): string {
  return join(contentDirectory, "course.yaml");
}
