"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { LiveFiles } from "../live/live-store.ts";
import { type Conflict, holdNothing, type SaveState } from "./held.ts";
import { liveFiles } from "./live-files.ts";
import { dropLocalCopy, readLocalCopy, writeLocalCopy } from "./local-copy.ts";
import { pause, savePending } from "./save-pending.ts";
import { readServerDraft } from "./server-draft.ts";
import { startingPoint } from "./starting-point.ts";

export type DraftControl = {
  /** Absent until it is known what to open with. */
  files: WorkspaceFile[] | undefined;
  /** Counts up whenever the files were replaced other than by typing: the editor then takes them anew. */
  edition: number;
  save: SaveState;
  conflict: Conflict | undefined;
  /** What the person typed: from the files as they are at that moment, which the shell changes, too. */
  change: (change: (files: WorkspaceFile[]) => WorkspaceFile[]) => void;
  /** Files from elsewhere: the starter, an old attempt. */
  replace: (files: WorkspaceFile[]) => void;
  resolve: (keep: "mine" | "theirs") => void;
  /** For the live sandbox, which has the same files. */
  live: LiveFiles;
};

/** The learner's files: in the browser at once, on the server a moment later, and never lost in between. */
export function useDraft(exercise: string, starter: WorkspaceFile[]): DraftControl {
  const [files, setFiles] = useState<WorkspaceFile[]>();
  const [edition, setEdition] = useState(0);
  const [save, setSave] = useState<SaveState>("saved");
  const [conflict, setConflict] = useState<Conflict>();
  /** The server renders the page again while the lab comes along, each time with the same starter in a new array. */
  const beginning = useRef(starter);
  beginning.current = starter;
  const [held] = useState(holdNothing);

  const push = useCallback(
    () => void savePending({ exercise, held, setSave, setConflict }),
    [exercise, held],
  );

  const keep = useCallback(
    (changed: WorkspaceFile[]) => {
      held.current = changed;
      setFiles(changed);
      held.pending = changed;
      writeLocalCopy(localStorage, exercise, { files: changed, version: held.version });
      setSave((state) => (state === "away" || state === "conflict" ? state : "saving"));
      clearTimeout(held.timer);
      if (held.onChange) held.onChange(changed);
      else held.timer = setTimeout(push, pause);
    },
    [exercise, held, push],
  );

  const open = useCallback(
    (opened: WorkspaceFile[]) => {
      held.current = opened;
      setFiles(opened);
      setEdition((count) => count + 1);
    },
    [held],
  );

  useEffect(() => {
    let gone = false;
    const begin = async () => {
      let opened = false;
      const server = await readServerDraft(
        exercise,
        () => gone,
        () => {
          setSave("away");
          if (opened) return;
          // The editor does not wait for a server that is away.
          const local = readLocalCopy(localStorage, exercise);
          held.version = local?.version ?? 0;
          open(local?.files ?? beginning.current);
          opened = true;
        },
      );
      if (gone) return;
      held.saved = server?.files;
      const start = startingPoint(server, readLocalCopy(localStorage, exercise), beginning.current);
      if (start.kind === "conflict") {
        held.version = start.theirs.version;
        if (!opened) open(start.mine);
        setConflict({ mine: start.mine, theirs: start.theirs });
        setSave("conflict");
        return;
      }
      held.version = start.version;
      if (!opened || !start.unsaved) open(start.files);
      setSave("saved");
      if (start.unsaved) keep(start.files);
    };
    void begin();
    return () => {
      gone = true;
      clearTimeout(held.timer);
    };
  }, [exercise, held, open, keep]);

  const resolve = (choice: "mine" | "theirs") => {
    if (!conflict) return;
    held.version = conflict.theirs.version;
    held.saved = conflict.theirs.files;
    setConflict(undefined);
    if (choice === "theirs") {
      held.pending = undefined;
      dropLocalCopy(localStorage, exercise);
      open(conflict.theirs.files);
      setSave("saved");
    } else {
      setSave("saving");
      keep(held.pending ?? conflict.mine);
    }
  };

  const live = useMemo(
    () => liveFiles({ exercise, held, beginning: () => beginning.current, setFiles, setSave, push }),
    [exercise, held, push],
  );

  return {
    files,
    edition,
    save,
    // What was typed since is as much at stake as what was sent.
    conflict: conflict && { ...conflict, mine: held.pending ?? conflict.mine },
    live,
    change: useCallback((change) => keep(change(held.current ?? [])), [held, keep]),
    replace: (given) => {
      open(given);
      keep(given);
    },
    resolve,
  };
}
