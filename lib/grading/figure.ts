import { z } from "zod";

/** What a run shows as a picture: small enough to be stored with its result. Times are milliseconds since the step began. */

const at = z.number().describe("Milliseconds since the step began.");

const startOrderSchema = z.object({
  kind: z.literal("start-order"),
  step: z.string().describe("The id of the `up` step."),
  moments: z
    .array(
      z.object({
        at,
        service: z.string(),
        container: z.string(),
        state: z.enum(["started", "healthy", "unhealthy", "exited"]),
        exitCode: z.int().optional(),
      }),
    )
    .describe("In the order in which the engine told them."),
  waits: z
    .array(z.object({ service: z.string(), for: z.string(), condition: z.string() }))
    .describe("What the student's file says of the order."),
  held: z
    .object({ service: z.string(), from: z.number(), until: z.number() })
    .optional()
    .describe("When the grader kept a service's program from starting."),
});

const loadFigureSchema = z.object({
  kind: z.literal("load"),
  step: z.string().describe("The id of the `load` step."),
  total: z.int(),
  failed: z.int(),
  milliseconds: z.number().describe("From the first request to the end of the last one."),
  by: z
    .array(z.object({ name: z.string(), count: z.int() }))
    .describe("Answers by container, as the engine knows it, the most busy first."),
  slots: z
    .array(
      z.object({
        at,
        answered: z.int(),
        failed: z.int(),
        median: z.number().describe("Of the answers' times, in milliseconds; 0 when there was none."),
        slowest: z.number(),
        values: z
          .record(z.string(), z.int())
          .describe("Answers by what they said of themselves, such as a version."),
      }),
    )
    .describe("The requests by the time at which they were sent."),
  marks: z
    .array(
      z.object({ at, until: z.number().optional(), what: z.enum(["killed", "meanwhile"]), name: z.string() }),
    )
    .describe("What happened under the requests."),
});

export const figureSchema = z.discriminatedUnion("kind", [startOrderSchema, loadFigureSchema]);

export type StartOrder = z.infer<typeof startOrderSchema>;
export type LoadFigure = z.infer<typeof loadFigureSchema>;
export type Figure = z.infer<typeof figureSchema>;
