import { z } from "zod";
import { runEventSchema } from "../grading/events.ts";
import { figureSchema } from "../grading/figure.ts";
import { checkResultSchema } from "../grading/result.ts";
import { messageSchema } from "../i18n/message-schema.ts";

/**
 * What page and runner say to each other about the checks of an exercise on the live sandbox, over the WebSocket
 * `/api/live/<exercise>/checks`. As long as it is open somebody looks; nothing is observed for nobody. None of it is an
 * attempt, and hints, which attempts unlock, are no part of it.
 */

const trialSchema = z.object({
  state: z
    .enum(["waiting", "running", "restoring", "ended", "cancelled", "broke"])
    .describe(
      "`waiting` for others' checks; `restoring`: what was disturbed is brought up again; `broke`: our fault.",
    ),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  reason: messageSchema.nullable().describe("Why it broke off."),
});
export type CheckTrial = z.infer<typeof trialSchema>;

const tickingSchema = z.object({
  looking: z
    .enum(["idle", "looking", "busy"])
    .describe("`busy`: the machine has so much to do that looking waits."),
  up: z.boolean().describe("Whether any of the project's containers are there to be looked at."),
  at: z.number().nullable().describe("When it was looked at last."),
  results: z.array(checkResultSchema).describe("Of the checks that tick by themselves."),
});
export type Ticking = z.infer<typeof tickingSchema>;

/** From the runner. A `hello` comes first and replaces all that was known. */
const checksEventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("hello"),
    now: z.number().describe("The runner's clock when this was said."),
    byThemselves: z.array(z.string()).describe("The checks that tick by themselves; the others on request."),
    ticking: tickingSchema,
    trial: trialSchema.nullable(),
    events: z.array(runEventSchema).describe("Of the trial, so far."),
    figures: z.array(figureSchema).describe("Of the trial, once all its stages are through."),
  }),
  z.object({ type: z.literal("ticking"), ticking: tickingSchema }),
  z.object({ type: z.literal("trial"), trial: trialSchema }),
  z.object({ type: z.literal("event"), event: runEventSchema }),
  z.object({ type: z.literal("figures"), figures: z.array(figureSchema) }),
]);
export type ChecksEvent = z.infer<typeof checksEventSchema>;

/** From the page. */
export const checksRequestSchema = z.discriminatedUnion("type", [
  z
    .strictObject({ type: z.literal("check") })
    .describe("Works off the whole exercise on the live stack, as a run does in a sandbox of its own."),
  z.strictObject({ type: z.literal("cancel") }),
]);
export type ChecksRequest = z.infer<typeof checksRequestSchema>;
