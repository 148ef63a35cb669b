import { z } from "zod";
import { checkSchema } from "../../grading/vocabulary/checks.ts";
import { stepSchema } from "../../grading/vocabulary/steps.ts";
import { withSchema } from "../../grading/vocabulary/with.ts";
import { catalogues } from "../../i18n/catalogues.ts";
import { exerciseSchema } from "../exercise-schema.ts";
import { unwrap } from "../schema-keys.ts";
import { exampleLines } from "./examples.ts";
import { failingCodes } from "./failing-codes.ts";
import { formsOf, meaningOf, type Row, rowsOf } from "./shape.ts";

/** What every check has; told once. */
const shared = ["id", "points", "task", "visibility", "hint", "eventually"];

/** docs/exercise-format.md: the whole format of `exercise.yaml`, from the schema that reads it. */
export async function writeReference(): Promise<string> {
  const examples = await exampleLines();
  const { tasks, stages, mistakes } = exerciseSchema.shape;
  const steps = formsOf(stepSchema);
  const checks = formsOf(checkSchema);
  return `${[
    intro,
    "## The file",
    table(rowsOf(exerciseSchema).filter(({ key }) => !key.includes(".") || key.startsWith("limits."))),
    "### A task (`tasks`)",
    table(rowsOf(elementOf(tasks))),
    "### A stage (`stages`)",
    stageNote,
    table(rowsOf(elementOf(stages))),
    "### A mistake (`mistakes`)",
    table(rowsOf(elementOf(mistakes))),
    "## Steps",
    stepsNote,
    ...steps.map((form) => section(form, "act", examples.steps)),
    "### How Compose is called (`with`)",
    withNote,
    table(rowsOf(withSchema)),
    "## Checks",
    checksNote,
    table(rowsOf(checks[0] ?? checkSchema).filter(({ key }) => shared.includes(key))),
    ...checks.map((form) => section(form, "type", examples.checks)),
    "## Messages",
    messagesNote,
    await messages(),
  ].join("\n\n")}\n`;
}

const intro = `# The format of exercise.yaml

<!-- Written by \`npm run reference\` from lib/content/exercise-schema.ts and lib/grading/vocabulary/: change it there. -->

Everything that may stand in an exercise's \`exercise.yaml\`. How to get from an idea to a proven exercise is in
[authoring-exercises.md](authoring-exercises.md); \`bin/composelab new exercise ID\` makes one to begin with. What is
not named here is refused, with its line and what belongs there.`;

const stageNote =
  "A stage does its steps in order, looks at everything its checks need, and judges that. The stage named `model` has no " +
  "engine: in it only checks of the files may stand, and no steps.";

const stepsNote =
  "Every step has an `id`, by which checks speak of it, and an `act`. A service of another project that a step's `with` " +
  "names is called by both: `dev/api`.";

const withNote =
  "Steps that call Compose and checks of what it makes of the files may say how it is called. Absent, it is plain " +
  "`docker compose`. Everything of a project that is named here is called by it from then on: `dev/api`.";

const checksNote =
  "Every check has a `type` and these keys. Where what it speaks of is not there (no container, no answer, a step that did " +
  "not happen), it fails.";

const messagesNote =
  "The codes by which checks fail: what stands in `fails` of a mistake. Write any, and `check-content` says which it has found.";

function section(form: z.ZodObject, discriminator: "act" | "type", examples: Map<string, string>): string {
  const names = namesOf(form, discriminator);
  const said = form.shape[discriminator];
  const example = names.map((name) => examples.get(name)).find((found) => found !== undefined);
  const rows = rowsOf(form, [discriminator, ...shared]);
  return [
    `### ${names.map((name) => `\`${name}\``).join(", ")}`,
    said ? meaningOf(said) : "",
    ...(example ? [`\`\`\`yaml\n- ${example}\n\`\`\``] : []),
    ...(rows.length > 0 ? [table(rows)] : []),
  ].join("\n\n");
}

/** The values by which a step or check is chosen: one, or several that are alike. */
export function namesOf(form: z.ZodObject, discriminator: "act" | "type"): string[] {
  const schema = unwrap(form.shape[discriminator]);
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  return schema instanceof z.ZodLiteral ? [...schema.values].map(String) : [];
}

function elementOf(schema: z.core.$ZodType): z.core.$ZodType {
  const plain = unwrap(schema);
  if (plain instanceof z.ZodArray) return plain.element;
  return plain instanceof z.ZodRecord ? plain.valueType : plain;
}

function table(rows: Row[]): string {
  const lines = rows.map(
    ({ key, what, fallback, meaning }) =>
      `| \`${key}\` | ${cell(what)} | ${cell(fallback)} | ${cell(meaning)} |`,
  );
  return ["| key | value | default | meaning |", "|---|---|---|---|", ...lines].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

async function messages(): Promise<string> {
  const texts = catalogues.en.grading ?? {};
  const lines = (await failingCodes()).map((name) => `| \`grading.${name}\` | ${cell(texts[name] ?? "–")} |`);
  return ["| code | what the student reads |", "|---|---|", ...lines].join("\n");
}
