import { z } from "zod";
import table from "./settings.json" with { type: "json" };

const localised = z.object({ ko: z.string(), en: z.string() });

const settingRowSchema = z.strictObject({
  name: z.string().describe("Name of the environment variable."),
  key: z.string().describe("Its key in the Settings type."),
  type: z.enum([
    "host",
    "port",
    "url",
    "directory",
    "databaseUrl",
    "choice",
    "socket",
    "cidr",
    "name",
    "integer",
  ]),
  default: z
    .string()
    .nullable()
    .describe("null when it is computed or absent; then defaultText may say how."),
  defaultText: localised.optional(),
  description: localised,
  choices: z.array(z.string()).optional(),
  minimum: z.int().optional(),
  maximum: z.int().optional(),
  secret: z.boolean().optional().describe("The value is never printed."),
});

export type SettingRow = z.infer<typeof settingRowSchema>;

/** The one table of environment settings; `npm start -- --help` prints it without any dependency installed. */
export const settingRows: SettingRow[] = z.array(settingRowSchema).parse(table);
