import { checksOf, type Exercise } from "../../../../lib/content/exercise-schema.ts";
import type { ClassResults } from "../../../../lib/db/class-results.ts";
import { message } from "../../../../lib/i18n/message.ts";
import type { ClassView } from "../../../presenter/class-view.ts";
import { maySeeClass } from "../../../server/may-see-class.ts";
import { site } from "../../../server/site.ts";
import { exerciseIdSchema, findExercise } from "../../exercise.ts";
import { Refusal } from "../../refusal.ts";
import { json, respond } from "../../respond.ts";

type Context = { params: Promise<{ exercise: string }> };

/** `GET /api/class-results/:exercise` → ClassView: numbers of all learners together, asked for again and again. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return respond(request, async () => {
    if (!(await maySeeClass())) throw new Refusal(403, message("platform.class-not-yours"));
    const named = exerciseIdSchema.safeParse((await params).exercise);
    const { id, exercise } = await findExercise(named.data ?? "");
    return json(viewOf(exercise, await site().classes.resultsOf(id)));
  });
}

/** What is kept back from a learner until they submit is not told to a room of them either. */
function viewOf(exercise: Exercise, { failing, ...counts }: ClassResults): ClassView {
  const tasks = new Map(exercise.tasks.map(({ id, title }) => [id, title]));
  const open = checksOf(exercise).filter(({ visibility }) => visibility !== "after-submit");
  const stuck = failing.flatMap(({ check, learners }) => {
    const title = tasks.get(open.find(({ id }) => id === check)?.task ?? "");
    return title ? [{ check, title, learners }] : [];
  });
  return { ...counts, stuck: stuck.slice(0, 5) };
}
