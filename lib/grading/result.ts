import { z } from "zod";
import { messageSchema } from "../i18n/message-schema.ts";
import { figureSchema } from "./figure.ts";

const evidenceSchema = z.object({
  what: z.string().describe("The command or the request that was made, or the file that was read."),
  answer: z.string().describe("What came back, shortened to what a person can read."),
  at: z.iso.datetime().describe("When it came back."),
});

export const checkResultSchema = z.object({
  id: z.string(),
  task: z.string(),
  status: z.enum(["passed", "failed", "error", "skipped"]),
  points: z.number().describe("Points that were won."),
  maxPoints: z.number(),
  message: messageSchema.describe("What was proven, what is wrong, or why it was not looked at."),
  evidence: z.array(evidenceSchema),
  location: z
    .object({ file: z.string(), line: z.int().min(1), column: z.int().min(1) })
    .optional()
    .describe("The line of the student's own file that the verdict is about."),
  hint: z.record(z.string(), z.string()).optional().describe("The author's hint by locale, when unlocked."),
  hintAfter: z
    .int()
    .optional()
    .describe("Only as a student sees it: so many more attempts must fail it before its hint is shown."),
});

const phaseSchema = z.object({
  name: z.string().describe("prepare, up, the id of a stage, or teardown."),
  startedAt: z.iso.datetime(),
  milliseconds: z.number(),
});

export const runResultSchema = z.object({
  kind: z.enum(["graded", "ungradable", "infra_error"]),
  exercise: z.object({ id: z.string(), hash: z.string() }),
  score: z.number(),
  maxScore: z.number(),
  /** Why there is no verdict; only with `ungradable` and `infra_error`. */
  reason: messageSchema.optional(),
  checks: z
    .array(checkResultSchema)
    .describe("In the order in which they should be read: first to fix first."),
  phases: z.array(phaseSchema),
  figures: z
    .array(figureSchema)
    .optional()
    .describe("What the run shows as pictures; results of before there were any have none."),
  provenance: z.object({
    engine: z.object({ version: z.string(), apiVersion: z.string() }).optional(),
    compose: z.string().optional(),
    images: z.record(z.string(), z.string()).describe("Image id by the reference that the file names."),
    gradedAt: z.iso.datetime(),
  }),
});

export type Evidence = z.infer<typeof evidenceSchema>;
export type CheckResult = z.infer<typeof checkResultSchema>;
export type Phase = z.infer<typeof phaseSchema>;
export type RunResult = z.infer<typeof runResultSchema>;
