import type { WorkspaceFile } from "../../../lib/compose/types.ts";

/** A trick that looks like an answer. Files are laid over the solution. */
export type Cheat = {
  exercise: string;
  /** The trick, in a few words. */
  trick: string;
  files: WorkspaceFile[];
  /** Checks that must not pass; others may fail as well. */
  caughtBy: string[];
};

export function file(path: string, content: string): WorkspaceFile {
  return { path, content };
}
