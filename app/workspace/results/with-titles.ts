import type { Message } from "../../../lib/i18n/message.ts";
import type { ExerciseView } from "../exercise-view.ts";

/** The message with what the page calls a stage, a step or a check in place of its id, which no student has seen. */
export function withTitles(
  message: Message,
  { stages, steps, tasks }: Pick<ExerciseView, "stages" | "steps" | "tasks">,
): Message {
  const { need, step } = message.params;
  if (message.code === "grading.skipped-need") {
    const check = tasks.flatMap((task) => task.checks).find(({ id }) => id === need);
    return { ...message, params: { need: stages[String(need)] ?? check?.aim ?? String(need) } };
  }
  if (message.code === "grading.skipped-step") {
    return { ...message, params: { step: steps[String(step)] ?? String(step) } };
  }
  return message;
}
