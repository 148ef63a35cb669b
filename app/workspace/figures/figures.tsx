"use client";

import type { Figure } from "../../../lib/grading/figure.ts";
import type { ExerciseView } from "../exercise-view.ts";
import { LoadFigure } from "./load-figure.tsx";
import { StartOrderFigure } from "./start-order-figure.tsx";

/** The pictures of a run, in the order in which it went. */
export function Figures({ figures, steps }: { figures: Figure[] } & Pick<ExerciseView, "steps">) {
  return figures.map((figure) => {
    const title = steps[figure.step] ?? figure.step;
    return figure.kind === "load" ? (
      <LoadFigure key={figure.step} figure={figure} title={title} steps={steps} />
    ) : (
      <StartOrderFigure key={figure.step} figure={figure} title={title} />
    );
  });
}
