import { z } from "zod";

/** A text in every language of the site. */
export const localisedSchema = z.strictObject({
  ko: z.string().min(1).describe("The text in Korean."),
  en: z.string().min(1).describe("The text in English."),
});

export type Localised = z.infer<typeof localisedSchema>;
