import { z } from "zod";
import { message } from "../../i18n/message.ts";
import { localisedSchema } from "../localised.ts";
import { workspacePathSchema } from "../workspace-schema.ts";

const pattern = z.string().min(1).superRefine(checkPattern);
const patterns = z.union([pattern, z.array(pattern).min(1)]);

const stepSchema = z.strictObject({
  run: z
    .string()
    .min(1)
    .describe("Bash, run in the folder. Every step is a shell of its own: what it exports ends with it."),
  exit: z.int().min(0).max(255).default(0).describe("The exit code that it must have."),
  shows: patterns
    .optional()
    .describe("Regular expressions, one or a list; the output (also that of stderr) must match each."),
  hides: patterns
    .optional()
    .describe("Regular expressions, one or a list; the output must match none of them."),
  eventually: z
    .boolean()
    .default(false)
    .describe("true: it is run again until all of this holds, for at most 60 seconds."),
  note: localisedSchema.optional().describe("What to look at; it stands above the command in the lesson."),
});

/** `proofs/<id>.yaml` of a lesson: what is run in a fresh sandbox, and what must come of it. */
export const proofSchema = z.strictObject({
  folder: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]*$/)
    .optional()
    .describe("The folder that it runs in, and so the project's name. Without it, the proof's own name."),
  files: z
    .record(z.string(), z.string())
    .default({})
    .superRefine(checkPaths)
    .describe("Files of the folder: the path inside it, and the text."),
  steps: z.array(stepSchema).min(1).describe("What is run, in order. The first that fails ends it."),
});

type ProofFile = z.infer<typeof proofSchema>;
export type ProofStep = ProofFile["steps"][number];

function checkPattern(text: string, context: z.RefinementCtx): void {
  try {
    new RegExp(text, "m");
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const said = message("content.proof-pattern", { problem });
    context.addIssue({ code: "custom", params: { said } });
  }
}

function checkPaths(files: Record<string, string>, context: z.RefinementCtx): void {
  for (const path of Object.keys(files)) {
    if (workspacePathSchema.safeParse(path).success) continue;
    context.addIssue({ code: "custom", path: [path], params: { said: message("content.proof-path") } });
  }
}
