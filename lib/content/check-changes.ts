import { message } from "../i18n/message.ts";
import { changesFile, loadChanges } from "./changes.ts";
import { checkPlace, type TaughtPlaces } from "./check-glossary.ts";
import type { Problem } from "./problem.ts";

/** Whether what `changes.yaml` points to is there. */
export async function checkChanges(
  contentDirectory: string,
  places: TaughtPlaces,
  exercises: Set<string>,
): Promise<Problem[]> {
  const file = changesFile(contentDirectory);
  return (await loadChanges(contentDirectory)).flatMap(({ lesson, exercise }) => [
    ...(lesson ? checkPlace(lesson, { file }, places) : []),
    ...(exercise && !exercises.has(exercise)
      ? [{ file, message: message("content.unknown-exercise", { id: exercise }) }]
      : []),
  ]);
}
