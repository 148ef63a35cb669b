import { z } from "zod";
import { normaliseReference } from "./references.ts";

const localised = z.strictObject({
  ko: z.string().describe("Korean, 합니다-style."),
  en: z.string().describe("English."),
});

/** A reference as a student writes it: no registry host, always with a tag. */
const reference = z
  .string()
  .regex(/^[a-z0-9]+([._/-][a-z0-9]+)*:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/)
  .refine((text) => normaliseReference(text) === text, {
    error: "must be in its short form, with no registry",
  });

const buildSchema = z.strictObject({
  dockerfile: z
    .string()
    .default("Dockerfile")
    .describe("File in the entry's folder; the folder is the context."),
});

const bootstrapSchema = z.strictObject({
  suite: z.string().describe("Debian suite that the root file system is made from."),
  packages: z.array(z.string()).default([]).describe("Packages beyond the suite's minimal set."),
});

/** `content/images/<id>/image.yaml`: one image that the lab offers, and how to get it. */
export const imageSchema = z
  .strictObject({
    order: z.int().describe("Images are prepared from low to high, as far as `needs` allows."),
    references: z
      .array(reference)
      .min(1)
      .describe("What students may write for it. The first is the main one; all become tags on the engine."),
    audience: z
      .enum(["students", "platform"])
      .default("students")
      .describe("`platform`: used by the lab itself; students cannot name it."),
    needs: z.array(z.string()).default([]).describe("Ids of entries that its Dockerfile builds upon."),
    pull: z
      .string()
      .optional()
      .describe("Reference to take from a registry where one answers; its digest is recorded on the image."),
    build: buildSchema.optional().describe("Built from the entry's Dockerfile when nothing is pulled."),
    bootstrap: bootstrapSchema
      .optional()
      .describe(
        "Made from Debian packages by mmdebstrap when nothing is pulled: for the base of all others.",
      ),
    standsFor: localised.describe("One sentence: what a student gets under these names here."),
  })
  .refine((image) => (image.build === undefined) !== (image.bootstrap === undefined), {
    error: "exactly one of build and bootstrap must be given",
  });

export type ImageDescription = z.infer<typeof imageSchema>;
