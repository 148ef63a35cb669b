import { z } from "zod";
import { localisedSchema } from "./localised.ts";

/** A lesson or one of its sections. */
export const placeSchema = z.strictObject({
  session: z.string().describe("Path of the session, such as week-2/day-1/session-6."),
  lesson: z.string().describe("Id of the lesson in that session."),
  section: z.string().optional().describe("Id of the heading, without #."),
});

/** A file of `glossary/`: any number of terms by id. */
export const glossaryFileSchema = z.record(
  z.string().regex(/^[a-z][a-z0-9-]*$/),
  z
    .strictObject({
      term: localisedSchema.describe("The headword, in ko and en."),
      definition: localisedSchema.describe("One to three sentences without markup, in ko and en."),
      taughtIn: placeSchema.optional().describe("Where the term is taught."),
      see: z.array(z.string()).default([]).describe("Ids of related terms."),
    })
    .describe("A term: term, definition, taughtIn, see."),
);

export type Place = z.output<typeof placeSchema>;
export type GlossaryFile = z.output<typeof glossaryFileSchema>;
export type GlossaryTerm = GlossaryFile[string] & { id: string };
