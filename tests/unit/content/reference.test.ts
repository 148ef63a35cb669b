import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exerciseSchema } from "../../../lib/content/exercise-schema.ts";
import { readExamples } from "../../../lib/content/reference/examples.ts";
import { formsOf, rowsOf } from "../../../lib/content/reference/shape.ts";
import { namesOf, writeReference } from "../../../lib/content/reference/write.ts";
import { checkSchema } from "../../../lib/grading/vocabulary/checks.ts";
import { stepSchema } from "../../../lib/grading/vocabulary/steps.ts";

const forms = { steps: formsOf(stepSchema), checks: formsOf(checkSchema) };

describe("the reference of the exercise format", () => {
  it("must be what the schema says (npm run reference)", async () => {
    const kept = await readFile(join(import.meta.dirname, "../../../docs/exercise-format.md"), "utf8");
    expect(kept).toBe(await writeReference());
  });

  it("must describe every key", () => {
    const rows = [exerciseSchema, ...forms.steps, ...forms.checks].flatMap((form) => rowsOf(form));
    expect(rows.filter(({ meaning }) => meaning === "").map(({ key }) => key)).toEqual([]);
  });

  it("must have an example of every step and check, which the schema takes", async () => {
    const examples = await readExamples();
    for (const form of forms.steps) {
      const name = namesOf(form, "act").find((act) => examples.steps[act]);
      expect(name, `an example of ${namesOf(form, "act").join(", ")} in examples.yaml`).toBeDefined();
    }
    for (const form of forms.checks) expect(Object.keys(examples.checks)).toContain(namesOf(form, "type")[0]);
    const base = { id: "c", points: 10, task: "t" };
    for (const example of Object.values(examples.steps)) stepSchema.parse(example);
    for (const example of Object.values(examples.checks)) checkSchema.parse({ ...base, ...example });
  });
});
