import type { ComponentType, ReactNode } from "react";
import { z } from "zod";
import { message } from "../../i18n/message.ts";

const verdicts = ["fine", "careful", "wrong"] as const;
const calloutKinds = ["note", "tip", "pitfall", "engine"] as const;
const text = z.string().min(1);
const noProps = z.strictObject({});

/**
 * The components that an author may write in MDX, with the props each takes; every prop is a plain string.
 * `Diagram` is not among them: authors write a mermaid block.
 */
export const authoredComponents = {
  Term: z.strictObject({ id: text.describe("Id of a glossary term.") }),
  ExerciseLink: z.strictObject({ id: text.describe("Id of an exercise.") }),
  LessonLink: z.strictObject({
    to: text.describe("Id of a lesson of the same session."),
    section: text.optional().describe("Id of one of its headings, without #."),
  }),
  Callout: z.strictObject({
    kind: z
      .enum(calloutKinds)
      .describe("note: aside; tip: advice; pitfall: a trap; engine: what the engine really does."),
    title: text.optional().describe("A short heading."),
  }),
  Cards: noProps,
  Card: z.strictObject({
    title: text.describe("The card's heading."),
    subtitle: text.optional().describe("A second line, such as the Korean or English name."),
  }),
  Tree: noProps,
  Steps: noProps,
  Step: z.strictObject({ title: text.describe("What happens in this step.") }),
  Figure: z.strictObject({ caption: text.describe("What the figure shows, one sentence.") }),
  Proven: z
    .strictObject({
      claim: text.describe("The claim that the evidence proves, one sentence."),
      proof: text.optional().describe("Name of a file in the lesson's proofs/, without .yaml."),
      exercise: text.optional().describe("Id of an exercise whose grading proves the claim."),
      check: text.optional().describe("With `exercise`: the id of its check."),
    })
    .superRefine(checkEvidence),
  AnnotatedCode: noProps,
  Note: z.strictObject({
    lines: z
      .string()
      .regex(/^\d+(-\d+)?(,\d+(-\d+)?)*$/, "line numbers such as 3, 8-9 or 3,8-9")
      .describe("The lines of the code above that the note is about."),
    verdict: z.enum(verdicts).optional().describe("fine, careful or wrong."),
  }),
  Prompt: z.strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, "small letters, digits and hyphens, a letter first")
      .describe("The prompt's name in addresses and records; never changes."),
    ask: text.describe("What is discussed, as a question; how to go about it stands between the tags."),
  }),
  YourStack: z.strictObject({
    folder: text.describe('A folder that `run="…"` blocks above it write to.'),
    as: z
      .enum(["picture", "kubernetes"])
      .optional()
      .describe("picture: what runs; kubernetes: with the objects of Kubernetes that it would become."),
  }),
  Question: z.strictObject({ ask: text.describe("The question; the answer stands between the tags.") }),
} satisfies Record<string, z.ZodType>;

/** A claim is proven by a proof of the lesson or by a check of an exercise. */
function checkEvidence(
  { proof, exercise, check }: Partial<Record<string, string>>,
  context: z.RefinementCtx,
): void {
  const isComplete = proof ? !exercise && !check : exercise && check;
  if (isComplete) return;
  context.addIssue({ code: "custom", path: ["claim"], params: { said: message("content.claim-unproven") } });
}

/** HTML elements that may be written as such; Markdown has its own way for the others. */
export const authoredElements = ["br", "kbd", "sub", "sup"];

type WithChildren<Props = object> = Props & { children?: ReactNode };
type Authored<Name extends keyof typeof authoredComponents> = WithChildren<
  z.infer<(typeof authoredComponents)[Name]>
>;

export type DiagramProps = {
  /** Unique on the page; the svg's own ids begin with it. */
  id: string;
  title: string;
  caption?: string;
  /** Drawn and cleaned by this project (setup/diagrams), so it may be put into the page as it is. */
  svg: string;
  /** Of the view box in CSS pixels, to reserve the room. */
  width: number;
  height: number;
  kind: string;
  /** The diagram in sentences, in the page's language: what it is, then step by step what it says. */
  description: string[];
  /** For each of those steps the parts of the drawing that say it (`StepTarget`). */
  targets: string[];
  /** The mermaid text. */
  source: string;
};

/** `href`: `lesson#section` of the lesson that teaches the term, with the path of its session in front. */
type TermProps = Authored<"Term"> & { term: string; definition: string; href?: string };

/** What the proof was recorded with: without a record, nothing is shown to be proven. */
type ProvenProps = Authored<"Proven"> & { engine?: string; compose?: string };

type PreProps = WithChildren<{
  "data-language"?: string;
  "data-title"?: string;
  /** What a copy button copies; of a console block the commands only. */
  "data-copy"?: string;
  /** The folder of the reader's sandbox that the block is for. */
  "data-run-folder"?: string;
  /** Of a file of that folder: the block's id. */
  "data-run-file"?: string;
  /** Of commands that can be run: the block's id. */
  "data-run"?: string;
  /** Set where a command is meant to fail. */
  "data-run-fails"?: string;
}>;

/** What a page gives to `mdxComponent()`; the looks are the page's affair. */
export type LessonComponents = {
  Diagram: ComponentType<DiagramProps>;
  Term: ComponentType<TermProps>;
  ExerciseLink: ComponentType<Authored<"ExerciseLink">>;
  LessonLink: ComponentType<Authored<"LessonLink">>;
  Callout: ComponentType<Authored<"Callout">>;
  Cards: ComponentType<WithChildren>;
  Card: ComponentType<Authored<"Card">>;
  Tree: ComponentType<WithChildren>;
  Steps: ComponentType<WithChildren>;
  Step: ComponentType<Authored<"Step">>;
  Figure: ComponentType<Authored<"Figure">>;
  Proven: ComponentType<ProvenProps>;
  /** The files of a proof, where they are long; authors cannot write it. */
  ProofFiles: ComponentType<WithChildren<{ count: number }>>;
  AnnotatedCode: ComponentType<WithChildren>;
  Note: ComponentType<Authored<"Note">>;
  Prompt: ComponentType<Authored<"Prompt">>;
  YourStack: ComponentType<Authored<"YourStack">>;
  Question: ComponentType<Authored<"Question">>;
  h2: ComponentType<WithChildren<{ id?: string }>>;
  h3: ComponentType<WithChildren<{ id?: string }>>;
  a: ComponentType<WithChildren<{ href?: string }>>;
  table: ComponentType<WithChildren>;
  input: ComponentType<{ type?: string; checked?: boolean; disabled?: boolean }>;
  pre: ComponentType<PreProps>;
};
