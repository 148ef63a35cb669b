"use client";

import type { DraftControl } from "../draft/use-draft.ts";
import type { Live } from "../live/use-live.ts";
import { DraftConflictDialog } from "./draft-conflict-dialog.tsx";
import { FileConflictDialog } from "./file-conflict-dialog.tsx";

/** Asks which version to keep, where a file or the whole draft was changed in two places. */
export function Conflicts({ live, draft }: { live: Live; draft: DraftControl }) {
  return (
    <>
      {live.conflict && (
        <FileConflictDialog
          key={live.conflict.path}
          conflict={live.conflict}
          onResolve={live.session.resolve}
        />
      )}
      {draft.conflict && <DraftConflictDialog conflict={draft.conflict} onResolve={draft.resolve} />}
    </>
  );
}
