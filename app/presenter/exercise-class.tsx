"use client";

import { ClassPanel } from "./class-panel.tsx";
import { useStage } from "./stage-context.ts";

/** How the class stands in the exercise of a screen, while that is on. */
export function ExerciseClass({ exercise, index }: { exercise: string; index: number }) {
  return <ClassPanel exercise={exercise} isShown={useStage().at === index} />;
}
