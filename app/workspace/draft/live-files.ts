import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { LiveFiles } from "../live/live-store.ts";
import type { Held, SaveState } from "./held.ts";
import { dropLocalCopy, writeLocalCopy } from "./local-copy.ts";
import { pause } from "./save-pending.ts";

type Drawn = {
  exercise: string;
  held: Held;
  beginning: () => WorkspaceFile[];
  setFiles: (files: WorkspaceFile[]) => void;
  setSave: (change: (before: SaveState) => SaveState) => void;
  push: () => void;
};

/** The same files for the live sandbox, whose channel saves them while it is there. */
export function liveFiles({ exercise, held, beginning, setFiles, setSave, push }: Drawn): LiveFiles {
  return {
    current: () => held.current,
    saved: () => held.saved ?? beginning(),
    attach: (changed) => {
      clearTimeout(held.timer);
      held.onChange = changed;
      return () => {
        held.onChange = undefined;
        if (held.pending) held.timer = setTimeout(push, pause);
      };
    },
    merge: (merged) => {
      held.current = merged;
      setFiles(merged);
      // The shell's words are the workspace's already; what the person typed beside them may not be.
      if (!held.pending) return;
      held.pending = merged;
      // Nor may an older copy come back in another window, over what was chosen since.
      writeLocalCopy(localStorage, exercise, { files: merged, version: held.version });
    },
    report: (state, draftVersion) => {
      if (draftVersion !== undefined) held.version = draftVersion;
      setSave((before) => (before === "conflict" ? before : state));
      if (state === "saved") {
        held.pending = undefined;
        held.saved = held.current;
        dropLocalCopy(localStorage, exercise);
      } else if (draftVersion !== undefined && held.pending) {
        writeLocalCopy(localStorage, exercise, { files: held.pending, version: draftVersion });
      }
    },
  };
}
