import { z } from "zod";
import { checkSchema } from "../grading/vocabulary/checks.ts";
import { stepSchema } from "../grading/vocabulary/steps.ts";
import { localisedSchema } from "./localised.ts";

const name = z.string().regex(/^[a-z][a-z0-9-]*$/);

const taskSchema = z.strictObject({
  id: name.describe("A name, unique in the exercise; checks say which task they prove."),
  title: localisedSchema.describe("The task in a few words."),
  text: localisedSchema.describe("What is asked, in one or two sentences."),
});

const stageSchema = z.strictObject({
  id: name.describe(
    "A name, unique in the exercise. The stage `model` acts on nothing: it only reads the files.",
  ),
  title: localisedSchema.describe("What the stage does, as the timeline shows it."),
  needs: z
    .array(name)
    .default([])
    .describe(
      "Stages whose steps must all have worked, and checks that must have passed; else this stage is skipped.",
    ),
  steps: z
    .array(stepSchema)
    .default([])
    .describe("What is done, in order. The stage stops at a step that fails."),
  checks: z.array(checkSchema).default([]).describe("What is observed after the steps, first to fix first."),
});

const mistakeSchema = z.strictObject({
  about: localisedSchema.describe("The slip or the trick, in one sentence."),
  fails: z
    .record(name, z.string().regex(/^(grading\..+|\?)$/, "grading.… or ?"))
    .describe(
      'Exactly the checks that fail, each with the code of the message that the student must get; "?" until `check-content` has said which it is.',
    ),
});

/** `exercise.yaml`. What only the whole can tell (names that must exist) is checked by `checkReferences`. */
export const exerciseSchema = z.strictObject({
  id: name.describe("The exercise's name: that of its folder, unique over all courses."),
  title: localisedSchema.describe("The title."),
  summary: localisedSchema.describe("What it is about, in one sentence, for lists."),
  minutes: z.int().min(1).max(240).describe("How long a student needs."),
  images: z.array(z.string()).min(1).describe("References of the lab's images that the exercise uses."),
  limits: z
    .strictObject({
      seconds: z.int().min(30).max(1800).default(600).describe("How long a whole run may take."),
      containers: z.int().min(1).max(30).optional().describe("How many containers the sandbox may have."),
    })
    .default({ seconds: 600 })
    .describe("Bounds of a run."),
  tasks: z.array(taskSchema).min(1).describe("What is asked of the student, in order."),
  stages: z.array(stageSchema).min(1).describe("What the grader does and observes, in order."),
  next: localisedSchema.describe("One thing to try after passing, shown with full marks."),
  mistakes: z
    .record(name, mistakeSchema)
    .default({})
    .describe("The wrong answers under mistakes/, by the names of their folders."),
});

export type Exercise = z.infer<typeof exerciseSchema>;
export type Stage = Exercise["stages"][number];

export function checksOf(exercise: Exercise): Stage["checks"] {
  return exercise.stages.flatMap((stage) => stage.checks);
}

export function maxScore(exercise: Exercise): number {
  return checksOf(exercise).reduce((sum, check) => sum + check.points, 0);
}
