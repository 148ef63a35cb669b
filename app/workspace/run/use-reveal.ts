"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { ExerciseView } from "../exercise-view.ts";
import type { AttemptsControl } from "./use-attempts.ts";

/** With the first submission the server shows what it kept back. */
export function useReveal(exercise: ExerciseView, { shown }: Pick<AttemptsControl, "shown">): void {
  const router = useRouter();
  const reveals = exercise.keptBack > 0 && shown?.purpose === "submit" && shown.result?.kind === "graded";
  useEffect(() => {
    if (reveals) router.refresh();
  }, [reveals, router]);
}
