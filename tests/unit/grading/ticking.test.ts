import { describe, expect, it } from "vitest";
import { type Exercise, exerciseSchema } from "../../../lib/content/exercise-schema.ts";
import { tickingStages } from "../../../lib/grading/ticking.ts";

const both = { ko: "하나", en: "One" };
const base = { points: 1, task: "only" };

function exerciseOf(stages: unknown[]): Exercise {
  return exerciseSchema.parse({
    id: "one",
    title: both,
    summary: both,
    minutes: 1,
    images: ["lab/api"],
    tasks: [{ id: "only", title: both, text: both }],
    stages: stages.map((stage) => ({ title: both, ...(stage as object) })),
    next: both,
  });
}

const exercise = exerciseOf([
  { id: "model", checks: [{ ...base, id: "file", type: "accepted" }] },
  {
    id: "up",
    steps: [{ id: "first-up", act: "up" }],
    checks: [
      { ...base, id: "comes-up", type: "came-up", step: "first-up" },
      { ...base, id: "runs", type: "running", service: "api", eventually: 20 },
    ],
  },
  {
    id: "chaos",
    steps: [{ id: "killed", act: "kill", service: "api" }],
    checks: [{ ...base, id: "back", type: "running", service: "api" }],
  },
  { id: "after", needs: ["back"], checks: [{ ...base, id: "still", type: "running", service: "api" }] },
  {
    id: "slow",
    steps: [{ id: "slow-up", act: "up", scale: { api: 3 } }],
    checks: [{ ...base, id: "three", type: "running", service: "api", atLeast: 3 }],
  },
]);

describe("the checks that tick by themselves", () => {
  const stages = tickingStages(exercise);

  it("must be those that depend on no step, in stages that disturb nothing and follow none that does", () => {
    expect(stages.flatMap((stage) => stage.checks.map(({ id }) => id))).toEqual(["file", "runs"]);
  });

  it("must do nothing and wait for nothing", () => {
    for (const { steps, needs, checks } of stages) {
      expect([...steps, ...needs]).toEqual([]);
      expect(checks.map(({ eventually }) => eventually)).toEqual([0]);
    }
  });
});
