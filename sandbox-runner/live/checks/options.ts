import type { Logger } from "pino";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { Exercise } from "../../../lib/content/exercise-schema.ts";
import type { RunnerContext } from "../../context.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import type { Turns } from "./turns.ts";

/** The exercise, and the checks that its learner may not see yet. */
export type KnownExercise = { exercise: Exercise; hidden: ReadonlySet<string> };

export type LiveChecksOptions = {
  context: RunnerContext;
  sandbox: Sandbox;
  /** What the workspace holds now. */
  files: () => WorkspaceFile[];
  load: () => Promise<KnownExercise>;
  log: Logger;
  /** Of looks, and of trials: what all sandboxes of this runner may do at once. */
  turns: { looks: Turns; trials: Turns };
  isBusy: () => boolean;
};
