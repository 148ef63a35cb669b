import { z } from "zod";
import { workspacePathSchema, workspaceSchema } from "../content/workspace-schema.ts";
import { editLimits } from "./limits.ts";
import { terminalIdSchema, terminalViewSchema } from "./protocol.ts";

/** A runnable block of a lesson: `POST /api/live/<place>/runs`. What it runs is in the lesson, not in the request. */
export const askedRunSchema = z.strictObject({
  block: z.string().max(64).describe("The block's id in the page."),
  locale: z.enum(["ko", "en"]).describe("Of the page: comments in files are translated."),
  cols: z.int().min(20).max(500).describe("How wide the output is drawn."),
  request: z.uuid().describe("The same when it is asked again because the answer was lost: it is run once."),
  edits: z
    .array(
      z.strictObject({
        block: z.string().max(240).describe("The block of a file, as the page names it."),
        content: z.string().max(editLimits.characters),
      }),
    )
    .max(editLimits.files)
    .describe("What the reader wrote instead of the lesson's files; where they go is in the lesson."),
});

export type AskedRun = z.infer<typeof askedRunSchema>;

/** The same as the runner is told: `POST /live/<id>/runs`. */
export const runBodySchema = z.strictObject({
  terminal: terminalIdSchema,
  folder: workspacePathSchema.describe("Where the commands run; made when it is not there."),
  files: workspaceSchema.describe("Written before, with paths relative to the workspace."),
  commands: z.array(z.string().min(1).max(4000)).min(1).max(50),
  fails: z.boolean().describe("Whether a command is meant to fail: then those behind it are run, too."),
  cols: askedRunSchema.shape.cols,
  request: askedRunSchema.shape.request,
});
export type RunBody = z.infer<typeof runBodySchema>;

/** What comes of it at once; the output is that of the terminal. */
const startedRunSchema = z.object({
  terminal: terminalViewSchema,
  replaced: z.array(z.string()).describe("Files that were different in the sandbox."),
});
export type StartedRun = z.infer<typeof startedRunSchema>;

/** What the page is told: also which files ran as the reader wrote them. */
export type AnsweredRun = StartedRun & { edited: string[] };
