import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { listCourses } from "../../../../lib/content/course.ts";
import { checksOf, maxScore } from "../../../../lib/content/exercise-schema.ts";
import { type LoadedExercise, loadExercise, UnknownExercise } from "../../../../lib/content/exercises.ts";
import { compileMdx } from "../../../../lib/content/mdx/compile.ts";
import { mdxComponent } from "../../../../lib/content/mdx/component.ts";
import type { Locale } from "../../../../lib/i18n/message.ts";
import { lessonComponents } from "../../../lesson/component-map.tsx";
import { contentDirectory } from "../../../server/content-directory.ts";
import { currentLearner } from "../../../server/learner.ts";
import { hiddenChecks } from "../../../server/sight.ts";
import type { ExerciseView } from "../../../workspace/exercise-view.ts";
import { aimOf, named } from "./aim-of.ts";
import { ProofMark } from "./proof-mark.tsx";

/** An exercise as its page shows it, with the brief rendered. */
export const openExercise = cache(async (locale: Locale, id: string) => {
  const loaded = await find(id);
  const session = await sessionOf(id);
  return {
    view: await viewOf(loaded, locale, session),
    starter: loaded.starter,
    brief: await briefOf(loaded, locale, session?.path ?? ""),
  };
});

async function find(id: string): Promise<LoadedExercise> {
  try {
    return await loadExercise(id, contentDirectory());
  } catch (error) {
    if (error instanceof UnknownExercise) notFound();
    throw error;
  }
}

async function sessionOf(id: string): Promise<ExerciseView["session"]> {
  const courses = await listCourses(contentDirectory());
  const sessions = courses.flatMap((course) =>
    course.weeks.flatMap((week) => week.days.flatMap((day) => day.sessions)),
  );
  const found = sessions.find((session) => session.exerciseIds.includes(id));
  return found && { path: found.path, title: found.title };
}

/** Nobody has submitted anything to a database that is away, as far as can be told. */
async function hiddenFrom(loaded: LoadedExercise): Promise<Set<string>> {
  const learnerId = await currentLearner();
  return hiddenChecks(loaded, learnerId).catch(() => hiddenChecks(loaded, undefined));
}

async function viewOf(
  loaded: LoadedExercise,
  locale: Locale,
  session: ExerciseView["session"],
): Promise<ExerciseView> {
  const { exercise } = loaded;
  const t = await getTranslations("aim");
  // What is done while requests are sent is a step with a name of its own.
  const steps = exercise.stages
    .flatMap((stage) => stage.steps)
    .flatMap((step) => (step.act === "load" && step.while ? [step, step.while] : [step]));
  const hidden = await hiddenFrom(loaded);
  const checks = checksOf(exercise).filter((check) => !hidden.has(check.id));
  return {
    id: exercise.id,
    title: exercise.title[locale],
    minutes: exercise.minutes,
    points: maxScore(exercise),
    keptBack: hidden.size,
    tasks: exercise.tasks.map((task) => ({
      id: task.id,
      title: task.title[locale],
      checks: checks
        .filter((check) => check.task === task.id)
        .map((check) => ({ id: check.id, points: check.points, aim: aimOf(check, t, steps) })),
    })),
    stages: Object.fromEntries(exercise.stages.map((stage) => [stage.id, stage.title[locale]])),
    steps: Object.fromEntries(steps.map((step) => [step.id, t(`step.${step.act}`, named(step))])),
    next: exercise.next[locale],
    ...(session && { session }),
  };
}

async function briefOf(loaded: LoadedExercise, locale: Locale, sessionPath: string) {
  const { code } = await compileMdx({
    file: `${loaded.directory}/brief.${locale}.mdx`,
    source: loaded.briefs[locale],
    contentDirectory: contentDirectory(),
    locale,
  });
  const Brief = mdxComponent(code);
  return (
    <>
      <Brief components={await lessonComponents({ locale, sessionPath })} />
      <ProofMark loaded={loaded} />
    </>
  );
}
