import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { Draft } from "../api.ts";

export type SaveState = "saved" | "saving" | "away" | "refused" | "conflict";

/** The same draft, changed here and elsewhere. */
export type Conflict = { mine: WorkspaceFile[]; theirs: Draft };

/** What a page holds of a draft besides what it draws: it changes between two drawings, and all that save it see it. */
export type Held = {
  /** Of the draft on the server. */
  version: number;
  /** What is not saved yet. */
  pending: WorkspaceFile[] | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
  isSaving: boolean;
  /** What was sent and never answered: the server may have it all the same. */
  unanswered: WorkspaceFile[][];
  /** The files as they are now, before React has drawn them. */
  current: WorkspaceFile[] | undefined;
  saved: WorkspaceFile[] | undefined;
  /** While a sandbox is there its channel saves, not the page. */
  onChange: ((files: WorkspaceFile[]) => void) | undefined;
};

export function holdNothing(): Held {
  return {
    version: 0,
    pending: undefined,
    timer: undefined,
    isSaving: false,
    unanswered: [],
    current: undefined,
    saved: undefined,
    onChange: undefined,
  };
}
