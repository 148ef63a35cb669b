import { z } from "zod";
import type { Message } from "./message.ts";

/** A message that comes from another process. */
export const messageSchema: z.ZodType<Message> = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
