import { z } from "zod";
import { messageSchema } from "../i18n/message-schema.ts";

/** What a runner says about its engine with every heartbeat. */
export const runnerEngineSchema = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("preparing"),
    message: messageSchema.describe("What is being done."),
    fraction: z.number().min(0).max(1).optional(),
  }),
  z.object({
    state: z.literal("ready"),
    mode: z.enum(["existing", "private"]),
    version: z.string(),
    apiVersion: z.string(),
  }),
  z.object({ state: z.literal("missing"), reason: messageSchema, remedies: z.array(messageSchema) }),
]);

export type RunnerEngine = z.infer<typeof runnerEngineSchema>;

/** One image of the catalogue, on one runner's engine. */
export const runnerImageSchema = z.object({
  id: z.string(),
  state: z.enum(["missing", "waiting", "preparing", "ready", "failed"]),
  fraction: z.number().min(0).max(1).optional(),
  message: messageSchema.optional(),
  imageId: z.string().optional(),
});

export type RunnerImage = z.infer<typeof runnerImageSchema>;
