import type { WorkspaceFile } from "../../lib/compose/types.ts";
import type { Exercise } from "../../lib/content/exercise-schema.ts";
import type { RunEvent } from "../../lib/grading/events.ts";
import { projectsOf } from "../../lib/grading/projects.ts";
import type { RunnerContext } from "../context.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { EventLog } from "./event-log.ts";
import { labImages } from "./provenance.ts";
import { readWritten } from "./read-config.ts";
import { now, type RunState } from "./run-state.ts";

/** Begins a run in a sandbox, be it one of its own or a student's live one. Its log wants to be closed. */
export async function openRun(
  context: RunnerContext,
  sandbox: Sandbox,
  options: {
    /** What the sandbox's workspace holds. */
    files: WorkspaceFile[];
    exercise: Pick<Exercise, "images" | "stages">;
    emit: (event: RunEvent) => void;
    signal: AbortSignal;
  },
): Promise<RunState> {
  const images = await labImages(context, options.exercise.images);
  const projects = projectsOf(options.exercise.stages);
  return {
    context,
    sandbox,
    files: options.files,
    emit: options.emit,
    signal: options.signal,
    log: await EventLog.open(context, sandbox, projects, options.emit),
    config: { words: "", what: "", at: now() },
    configs: {},
    projects,
    written: readWritten(options.files),
    images,
    steps: [],
    commands: new Map(),
    composeFiles: [],
    imageLayers: new Map(),
    openings: new Map(),
  };
}
