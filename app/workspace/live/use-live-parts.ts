"use client";

import { type RefObject, useState } from "react";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { DraftControl } from "../draft/use-draft.ts";
import type { EditorHandle } from "../editor/code-editor.tsx";
import { liveResults } from "./checks/checks-session.ts";
import { useChecks } from "./checks/use-checks.ts";
import type { LiveMode } from "./live-panel.tsx";
import type { OpenTool } from "./picture/service-tools.tsx";
import { useLiveRun } from "./picture/use-live-run.ts";
import { useTerminalTabs } from "./terminal/use-terminal-tabs.ts";
import { useLive } from "./use-live.ts";

type LivePartsInput = {
  exercise: string;
  draft: DraftControl;
  /** It takes what the shell changes. */
  editor: RefObject<EditorHandle | null>;
  beginsFolded: boolean;
  /** Where there is less room, the sandbox has to be brought forward. */
  onShow: () => void;
};

/** The learner's sandbox with what the workspace shows of it: terminals, checks, what runs, and whether it is in sight. */
export function useLiveParts({ exercise, draft, editor, beginsFolded, onShow }: LivePartsInput) {
  const [isFolded, setFolded] = useState(beginsFolded);
  const [mode, setMode] = useState<LiveMode>("terminal");
  const files = {
    ...draft.live,
    merge: (merged: WorkspaceFile[]) => {
      draft.live.merge(merged);
      editor.current?.take(merged);
    },
  };
  const live = useLive(exercise, files, draft.files !== undefined);
  const run = useLiveRun(live);
  const terminals = useTerminalTabs(live);
  const checks = useChecks(live);
  const show = () => {
    setMode("terminal");
    setFolded(false);
    onShow();
  };
  const openTool: OpenTool = (wanted) => {
    terminals.add(wanted);
    show();
  };
  const runCommand = (command: string) => {
    terminals.run(command);
    show();
  };
  return {
    live,
    run,
    terminals,
    checks,
    /** What the checks say of the stack as it is. */
    seen: liveResults(checks),
    mode,
    setMode,
    isFolded,
    setFolded,
    show,
    openTool,
    /** Absent while there is no shell to run it in. */
    runCommand: checks.isThere ? runCommand : undefined,
  };
}
