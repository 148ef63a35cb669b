import { z } from "zod";

const flowchartSchema = z.object({
  kind: z.literal("flowchart"),
  nodes: z.array(z.object({ id: z.string(), label: z.string() })),
  groups: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      members: z.array(z.string()).describe("Ids of nodes and groups."),
    }),
  ),
  edges: z.array(z.object({ from: z.string(), to: z.string(), label: z.string(), dotted: z.boolean() })),
});

const sequenceSchema = z.object({
  kind: z.literal("sequence"),
  actors: z.array(z.object({ id: z.string(), label: z.string() })),
  steps: z.array(
    z.discriminatedUnion("type", [
      z.object({
        type: z.literal("message"),
        from: z.string(),
        to: z.string(),
        text: z.string(),
        answer: z.boolean(),
      }),
      z.object({ type: z.literal("note"), over: z.array(z.string()), text: z.string() }),
      z.object({ type: z.literal("block"), what: z.string(), text: z.string() }),
    ]),
  ),
});

/** What a chart says, as mermaid itself understood it; the text alternative is made from this. */
const outlineSchema = z.discriminatedUnion("kind", [flowchartSchema, sequenceSchema]);

export type Outline = z.infer<typeof outlineSchema>;
export type Flowchart = z.infer<typeof flowchartSchema>;
export type Sequence = z.infer<typeof sequenceSchema>;

/** What is kept beside a drawing: `diagrams/<hash>.json`. */
export const drawingDataSchema = z.object({
  width: z.number().describe("Of the view box, in CSS pixels."),
  height: z.number(),
  outline: outlineSchema,
});

export type DrawingData = z.infer<typeof drawingDataSchema>;
