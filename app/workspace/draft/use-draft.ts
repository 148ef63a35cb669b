"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import { api, type Draft, Refused } from "../api.ts";
import type { LiveFiles } from "../live/live-store.ts";
import { dropLocalCopy, readLocalCopy, writeLocalCopy } from "./local-copy.ts";
import { readServerDraft, retryAfter } from "./server-draft.ts";
import { sameFiles, startingPoint } from "./starting-point.ts";

export type SaveState = "saved" | "saving" | "away" | "refused" | "conflict";

export type DraftControl = {
  /** Absent until it is known what to open with. */
  files: WorkspaceFile[] | undefined;
  /** Counts up whenever the files were replaced other than by typing: the editor then takes them anew. */
  edition: number;
  save: SaveState;
  conflict: { mine: WorkspaceFile[]; theirs: Draft } | undefined;
  /** What the person typed: from the files as they are at that moment, which the shell changes, too. */
  change: (change: (files: WorkspaceFile[]) => WorkspaceFile[]) => void;
  /** Files from elsewhere: the starter, an old attempt. */
  replace: (files: WorkspaceFile[]) => void;
  resolve: (keep: "mine" | "theirs") => void;
  /** For the live sandbox, which has the same files. */
  live: LiveFiles;
};

const pause = 700;

/** The learner's files: in the browser at once, on the server a moment later, and never lost in between. */
export function useDraft(exercise: string, starter: WorkspaceFile[]): DraftControl {
  const [files, setFiles] = useState<WorkspaceFile[]>();
  const [edition, setEdition] = useState(0);
  const [save, setSave] = useState<SaveState>("saved");
  const [conflict, setConflict] = useState<DraftControl["conflict"]>();
  const version = useRef(0);
  const pending = useRef<WorkspaceFile[]>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const busy = useRef(false);
  /** What was sent and never answered: the server may have it all the same. */
  const unanswered = useRef<WorkspaceFile[][]>([]);
  /** The server renders the page again while the lab comes along, each time with the same starter in a new array. */
  const beginning = useRef(starter);
  beginning.current = starter;
  /** The files as they are now, before React has drawn them. */
  const current = useRef<WorkspaceFile[]>(undefined);
  const saved = useRef<WorkspaceFile[]>(undefined);
  /** While a sandbox is there its channel saves, not this. */
  const onChange = useRef<(files: WorkspaceFile[]) => void>(undefined);

  const push = useCallback(async () => {
    const sent = pending.current;
    if (!sent || busy.current || onChange.current) return;
    busy.current = true;
    setSave("saving");
    try {
      const answer = await api.saveDraft(exercise, { files: sent, version: version.current });
      version.current = answer.version;
      saved.current = sent;
      unanswered.current = [];
      if (pending.current === sent) {
        pending.current = undefined;
        dropLocalCopy(localStorage, exercise);
        setSave("saved");
      } else {
        if (pending.current)
          writeLocalCopy(localStorage, exercise, { files: pending.current, version: answer.version });
        timer.current = setTimeout(push, pause);
      }
    } catch (error) {
      if (onChange.current) {
        // The channel saves by now: what it holds is newer than this.
      } else if (error instanceof Refused && error.status === 409) {
        const answer = await api.readDraft(exercise).catch(() => undefined);
        const theirs = answer?.draft;
        if (theirs && !unanswered.current.some((files) => sameFiles(files, theirs.files))) {
          setConflict({ mine: sent, theirs });
          setSave("conflict");
          return;
        }
        // Not somebody else: a save of ours arrived whose answer was lost, or the server has nothing any more.
        if (answer) version.current = theirs?.version ?? 0;
        timer.current = setTimeout(push, answer ? pause : retryAfter);
      } else {
        if (!(error instanceof Refused) && unanswered.current.at(-1) !== sent) unanswered.current.push(sent);
        setSave(error instanceof Refused && error.status < 500 ? "refused" : "away");
        timer.current = setTimeout(push, retryAfter);
      }
    } finally {
      busy.current = false;
    }
  }, [exercise]);

  const keep = useCallback(
    (changed: WorkspaceFile[]) => {
      current.current = changed;
      setFiles(changed);
      pending.current = changed;
      writeLocalCopy(localStorage, exercise, { files: changed, version: version.current });
      setSave((state) => (state === "away" || state === "conflict" ? state : "saving"));
      clearTimeout(timer.current);
      if (onChange.current) onChange.current(changed);
      else timer.current = setTimeout(push, pause);
    },
    [exercise, push],
  );

  const open = useCallback((opened: WorkspaceFile[]) => {
    current.current = opened;
    setFiles(opened);
    setEdition((count) => count + 1);
  }, []);

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
          version.current = local?.version ?? 0;
          open(local?.files ?? beginning.current);
          opened = true;
        },
      );
      if (gone) return;
      saved.current = server?.files;
      const start = startingPoint(server, readLocalCopy(localStorage, exercise), beginning.current);
      if (start.kind === "conflict") {
        version.current = start.theirs.version;
        if (!opened) open(start.mine);
        setConflict({ mine: start.mine, theirs: start.theirs });
        setSave("conflict");
        return;
      }
      version.current = start.version;
      if (!opened || !start.unsaved) open(start.files);
      setSave("saved");
      if (start.unsaved) keep(start.files);
    };
    void begin();
    return () => {
      gone = true;
      clearTimeout(timer.current);
    };
  }, [exercise, open, keep]);

  const resolve = (choice: "mine" | "theirs") => {
    if (!conflict) return;
    version.current = conflict.theirs.version;
    saved.current = conflict.theirs.files;
    setConflict(undefined);
    if (choice === "theirs") {
      pending.current = undefined;
      dropLocalCopy(localStorage, exercise);
      open(conflict.theirs.files);
      setSave("saved");
    } else {
      setSave("saving");
      keep(pending.current ?? conflict.mine);
    }
  };

  const live = useMemo<LiveFiles>(
    () => ({
      current: () => current.current,
      saved: () => saved.current ?? beginning.current,
      attach: (changed) => {
        clearTimeout(timer.current);
        onChange.current = changed;
        return () => {
          onChange.current = undefined;
          if (pending.current) timer.current = setTimeout(push, pause);
        };
      },
      merge: (merged) => {
        current.current = merged;
        setFiles(merged);
        // The shell's words are the workspace's already; what the person typed beside them may not be.
        if (!pending.current) return;
        pending.current = merged;
        // Nor may an older copy come back in another window, over what was chosen since.
        writeLocalCopy(localStorage, exercise, { files: merged, version: version.current });
      },
      report: (state, draftVersion) => {
        if (draftVersion !== undefined) version.current = draftVersion;
        setSave((before) => (before === "conflict" ? before : state));
        if (state === "saved") {
          pending.current = undefined;
          saved.current = current.current;
          dropLocalCopy(localStorage, exercise);
        } else if (draftVersion !== undefined && pending.current) {
          writeLocalCopy(localStorage, exercise, { files: pending.current, version: draftVersion });
        }
      },
    }),
    [exercise, push],
  );

  return {
    files,
    edition,
    save,
    // What was typed since is as much at stake as what was sent.
    conflict: conflict && { ...conflict, mine: pending.current ?? conflict.mine },
    live,
    change: useCallback((change) => keep(change(current.current ?? [])), [keep]),
    replace: (given) => {
      open(given);
      keep(given);
    },
    resolve,
  };
}
