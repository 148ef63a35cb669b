import type { WorkspaceFile } from "../../lib/compose/types.ts";
import type { RunEvent } from "../../lib/grading/events.ts";
import type { Snapshot, StepOutcome } from "../../lib/grading/snapshot.ts";
import type { RunnerContext } from "../context.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { EventLog } from "./event-log.ts";

/** How a service's program is started: what the engine really used, the image's part included. */
export type StartCommand = { entrypoint: string[]; command: string[] };

/** Everything that a run has and has found out so far; made in `run.ts`, filled by stages. */
export type RunState = {
  context: RunnerContext;
  sandbox: Sandbox;
  files: WorkspaceFile[];
  emit: (event: RunEvent) => void;
  /** Aborts when the run is cancelled or out of time. */
  signal: AbortSignal;
  log: EventLog;
  config: Snapshot["config"];
  /** By `withKey`; emptied when a step changed files. */
  configs: Snapshot["configs"];
  /** The projects that the exercise speaks of by name. */
  projects: ReadonlySet<string>;
  written: unknown;
  images: Snapshot["images"];
  steps: StepOutcome[];
  /** By service, as seen when its containers last came up. */
  commands: Map<string, StartCommand>;
  /** The files that Compose itself read, as it wrote them on the containers. */
  composeFiles: string[];
  imageLayers: Map<string, string[]>;
  /** By container: the first question to it, which those after it wait for; emptied when a step acts. */
  openings: Map<string, Promise<void>>;
};

export function now(): string {
  return new Date().toISOString();
}
