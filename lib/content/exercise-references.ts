import type { z } from "zod";
import { closest } from "../compose/suggest.ts";
import { isModelCheck, stepsNamedBy } from "../grading/judge.ts";
import { stepsWithin } from "../grading/vocabulary/steps.ts";
import { type Message, message } from "../i18n/message.ts";
import type { Exercise } from "./exercise-schema.ts";

type Issue = { path: (string | number)[]; said: Message };
type Place = { id: string; path: (string | number)[] };

/** What only the whole file can tell: names that are used twice, and names that nothing bears. */
export function checkReferences(exercise: Exercise, context: z.RefinementCtx<Exercise>): void {
  const issues = [...repeatedNames(exercise), ...unknownNames(exercise), ...misusedModelStage(exercise)];
  for (const { path, said } of issues) {
    context.addIssue({ code: "custom", path, message: said.code, params: { said } });
  }
}

function repeatedNames(exercise: Exercise): Issue[] {
  const stages = exercise.stages.map(
    (stage, index): Place => ({ id: stage.id, path: ["stages", index, "id"] }),
  );
  const tasks = exercise.tasks.map((task, index): Place => ({ id: task.id, path: ["tasks", index, "id"] }));
  // Stages and checks share one space of names, because `needs` may speak of either.
  return [
    repeated([...stages, ...checkPlaces(exercise)]),
    repeated(stepPlaces(exercise)),
    repeated(tasks),
  ].flat();
}

function repeated(places: Place[]): Issue[] {
  return places
    .filter((place, index) => places.findIndex((other) => other.id === place.id) < index)
    .map((place) => ({ path: place.path, said: message("content.name-taken", { id: place.id }) }));
}

function unknownNames(exercise: Exercise): Issue[] {
  const issues: Issue[] = [];
  const known = { names: new Set<string>(), steps: new Set<string>() };
  const tasks = new Set(exercise.tasks.map((task) => task.id));
  exercise.stages.forEach((stage, stageIndex) => {
    const at = ["stages", stageIndex];
    stage.needs.forEach((need, index) => {
      if (!known.names.has(need)) issues.push(unknown([...at, "needs", index], need, "need", known.names));
    });
    for (const { id } of stage.steps.flatMap(stepsWithin)) known.steps.add(id);
    stage.checks.forEach((check, index) => {
      const here = [...at, "checks", index];
      if (!tasks.has(check.task)) issues.push(unknown([...here, "task"], check.task, "task", tasks));
      if (check.type === "image-of" && !exercise.images.includes(check.image)) {
        issues.push(unknown([...here, "image"], check.image, "image", exercise.images));
      }
      for (const { id, path } of stepsNamedBy(check)) {
        if (!known.steps.has(id)) issues.push(unknown([...here, ...path], id, "step", known.steps));
      }
      known.names.add(check.id);
    });
    known.names.add(stage.id);
  });
  const checks = new Set(checkPlaces(exercise).map((place) => place.id));
  for (const [mistake, { fails }] of Object.entries(exercise.mistakes)) {
    for (const id of Object.keys(fails)) {
      if (!checks.has(id)) issues.push(unknown(["mistakes", mistake, "fails", id], id, "check", checks));
    }
  }
  return issues;
}

/** The stage `model` runs without an engine, so nothing in it may need one. */
function misusedModelStage(exercise: Exercise): Issue[] {
  return exercise.stages.flatMap((stage, index): Issue[] => {
    if (stage.id !== "model") return [];
    const at = ["stages", index];
    const steps =
      stage.steps.length > 0 ? [{ path: [...at, "steps"], said: message("content.model-steps") }] : [];
    const checks = stage.checks.flatMap((check, checkIndex) =>
      isModelCheck(check)
        ? []
        : [
            {
              path: [...at, "checks", checkIndex, "type"],
              said: message("content.model-check", { type: check.type }),
            },
          ],
    );
    return [...steps, ...checks];
  });
}

type Named = "need" | "task" | "image" | "step" | "check";

function unknown(path: Issue["path"], id: string, what: Named, known: Iterable<string>): Issue {
  const guess = closest(id, [...known]) ?? "none";
  return { path, said: message("content.unknown-name", { id, what, guess }) };
}

function checkPlaces(exercise: Exercise): Place[] {
  return exercise.stages.flatMap((stage, stageIndex) =>
    stage.checks.map((check, index) => ({
      id: check.id,
      path: ["stages", stageIndex, "checks", index, "id"],
    })),
  );
}

function stepPlaces(exercise: Exercise): Place[] {
  return exercise.stages.flatMap((stage, stageIndex) =>
    stage.steps.flatMap((step, index) =>
      stepsWithin(step).map(({ id, path }) => ({
        id,
        path: ["stages", stageIndex, "steps", index, ...path],
      })),
    ),
  );
}
