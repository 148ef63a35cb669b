import { z } from "zod";
import { checkResultSchema } from "./result.ts";

const at = z.iso.datetime();

/**
 * What a run says while it goes on. Stored in `attempt_events` in order, streamed to the page,
 * drawn on the timeline and on the diagrams.
 */
export const runEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("queued"), at, position: z.int().min(0) }),
  z.object({ type: z.literal("taken"), at, runner: z.string(), run: z.int().min(1) }),
  z.object({
    type: z.literal("stage"),
    at,
    stage: z.string(),
    state: z.enum(["started", "ended", "skipped"]),
  }),
  z.object({
    type: z.literal("service"),
    at,
    service: z.string(),
    container: z.string().describe("The student's name of the container, such as work-api-1."),
    state: z.enum(["created", "started", "healthy", "unhealthy", "exited", "removed"]),
    exitCode: z.int().optional(),
  }),
  z.object({ type: z.literal("output"), at, stream: z.enum(["stdout", "stderr"]), text: z.string() }),
  z.object({ type: z.literal("step"), at, stage: z.string(), what: z.string() }),
  z.object({ type: z.literal("check"), at, result: checkResultSchema }),
  z.object({
    type: z.literal("ended"),
    at,
    kind: z.enum(["graded", "ungradable", "infra_error", "cancelled"]),
  }),
]);

export type RunEvent = z.infer<typeof runEventSchema>;
