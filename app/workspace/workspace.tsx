"use client";

import { useRouter } from "next/navigation";
import { useLocale } from "next-intl";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { SourceRange, WorkspaceFile } from "../../lib/compose/types.ts";
import type { Locale } from "../../lib/i18n/message.ts";
import { ConflictDialog } from "./draft/conflict-dialog.tsx";
import { type SaveState, useDraft } from "./draft/use-draft.ts";
import type { EditorHandle } from "./editor/code-editor.tsx";
import { EditorPanel } from "./editor/editor-panel.tsx";
import { useAnalysis } from "./editor/use-analysis.ts";
import type { ExerciseView } from "./exercise-view.ts";
import { BriefPanel } from "./panels/brief-panel.tsx";
import { type Blocked, Dock } from "./panels/dock.tsx";
import { type PanelLayouts, WorkspacePanels } from "./panels/workspace-panels.tsx";
import { ResultsPanel } from "./results/results-panel.tsx";
import { useAttempts } from "./run/use-attempts.ts";
import { PicturePanel } from "./topology/picture-panel.tsx";

type WorkspaceProps = {
  exercise: ExerciseView;
  starter: WorkspaceFile[];
  brief: ReactNode;
  /** What is missing or being prepared; absent when everything is ready. */
  notice: ReactNode;
  /** Whether an attempt that is made now will be run. */
  canRun: boolean;
  layouts: PanelLayouts;
};

/** Brief, editor, picture and results of one exercise, and the dock with what can be done. */
export function Workspace({ exercise, starter, brief, notice, canRun, layouts }: WorkspaceProps) {
  const locale = useLocale() as Locale;
  const draft = useDraft(exercise.id, starter);
  const attempts = useAttempts(exercise.id);
  const analysis = useAnalysis(draft.files);
  const editor = useRef<EditorHandle>(null);
  const [path, setPath] = useState(starter[0]?.path ?? "");
  const [tab, setTab] = useState<"brief" | "editor" | "picture" | "results">("brief");
  const files = draft.files ?? starter;
  const active = files.some((file) => file.path === path) ? path : (files[0]?.path ?? "");

  const goTo = useCallback((place: { file: string; line: number; column: number }) => {
    setPath(place.file);
    setTab("editor");
    // The editor shows the file first; then the line can be pointed at.
    requestAnimationFrame(() => requestAnimationFrame(() => editor.current?.pointAt(place)));
  }, []);
  const goToRange = useCallback((range: SourceRange) => goTo({ file: range.file, ...range.start }), [goTo]);

  const start = async (purpose: "run" | "submit") => {
    setTab("results");
    await attempts.start({ purpose, files });
  };
  // With the first submission the server shows what it kept back.
  const router = useRouter();
  const { shown } = attempts;
  const reveals = exercise.keptBack > 0 && shown?.purpose === "submit" && shown.result?.kind === "graded";
  useEffect(() => {
    if (reveals) router.refresh();
  }, [reveals, router]);
  const runFiles = shown?.files;
  const shownFiles = useMemo(() => runFiles ?? files, [runFiles, files]);

  return (
    <div className="workspace">
      <WorkspacePanels
        layouts={layouts}
        tab={tab}
        onTab={setTab}
        brief={
          <BriefPanel
            exercise={exercise}
            brief={brief}
            notice={notice}
            checks={attempts.shown?.result?.checks ?? attempts.feed?.run.checks ?? []}
          />
        }
        editor={
          <EditorPanel
            editor={editor}
            files={files}
            ready={draft.files !== undefined}
            edition={draft.edition}
            active={active}
            diagnostics={analysis.diagnostics}
            locale={locale}
            onSelect={setPath}
            onChange={draft.change}
            onGoTo={goTo}
          />
        }
        picture={
          <PicturePanel
            declared={analysis.topology}
            stale={analysis.stale}
            runFiles={shownFiles}
            run={attempts.feed?.run}
            attemptId={attempts.shown?.id}
            onGoTo={goToRange}
          />
        }
        results={
          <ResultsPanel
            exercise={exercise}
            attempts={attempts}
            files={files}
            onGoTo={goTo}
            onRestore={draft.replace}
          />
        }
      />
      <Dock
        save={draft.save}
        attempts={attempts}
        blocked={blockedBy({ canRun, opened: draft.files !== undefined, save: draft.save })}
        stages={exercise.stages}
        onStart={start}
        onReset={() => draft.replace(starter)}
        onShowResults={() => setTab("results")}
      />
      {draft.conflict && <ConflictDialog conflict={draft.conflict} onResolve={draft.resolve} />}
    </div>
  );
}

/** Why nothing can be started now; undefined when it can. */
function blockedBy({
  canRun,
  opened,
  save,
}: {
  canRun: boolean;
  opened: boolean;
  save: SaveState;
}): Blocked | undefined {
  if (!canRun) return "lab";
  if (!opened) return "opening";
  return save === "conflict" ? "conflict" : undefined;
}
