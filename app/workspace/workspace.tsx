"use client";

import dynamic from "next/dynamic";
import { useLocale } from "next-intl";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import type { SourceRange, WorkspaceFile } from "../../lib/compose/types.ts";
import type { Locale } from "../../lib/i18n/message.ts";
import { Conflicts } from "./conflict/conflicts.tsx";
import { useDraft } from "./draft/use-draft.ts";
import type { EditorHandle } from "./editor/code-editor.tsx";
import { EditorPanel } from "./editor/editor-panel.tsx";
import { useAnalysis } from "./editor/use-analysis.ts";
import { useShownFile } from "./editor/use-shown-file.ts";
import type { ExerciseView } from "./exercise-view.ts";
import { LiveChecksView } from "./live/checks/live-checks-view.tsx";
import { FileViewer } from "./live/files/file-viewer.tsx";
import { LivePanel } from "./live/live-panel.tsx";
import { hasShell, livePhase } from "./live/live-phase.ts";
import { ServiceTools } from "./live/picture/service-tools.tsx";
import { LiveNotice } from "./live/states/live-notice.tsx";
import { RunCommandProvider } from "./live/terminal/run-command.ts";
import { useLiveParts } from "./live/use-live-parts.ts";
import { blockedBy } from "./panels/blocked-by.ts";
import { BriefPanel } from "./panels/brief-panel.tsx";
import { Dock } from "./panels/dock.tsx";
import { type PanelLayouts, rememberLayouts } from "./panels/layout-cookie.ts";
import type { PanelTab } from "./panels/panels-props.ts";
import { ResetUndo } from "./panels/reset-undo.tsx";
import { WorkspacePanels } from "./panels/workspace-panels.tsx";
import { ResultsPanel } from "./results/results-panel.tsx";
import { useResultsView } from "./results/use-results-view.ts";
import { useAttempts } from "./run/use-attempts.ts";
import { useReveal } from "./run/use-reveal.ts";
import { PicturePanel } from "./topology/picture-panel.tsx";

// The tree is not needed to begin.
const FilesPanel = dynamic(() => import("./live/files/files-panel.tsx").then((module) => module.FilesPanel), {
  ssr: false,
});

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
  const [tab, setTab] = useState<PanelTab>("brief");
  const [isTreeShown, setTreeShown] = useState(layouts.tree ?? false);
  const [resultsView, setResultsView] = useResultsView(attempts);
  const [isAskingCheck, setAskingCheck] = useState(false);
  const [beforeReset, setBeforeReset] = useState<WorkspaceFile[]>();
  const files = draft.files ?? starter;

  const parts = useLiveParts({
    exercise: exercise.id,
    draft,
    editor,
    beginsFolded: (layouts.main?.live ?? 0) < 12,
    onShow: () => setTab("live"),
  });
  const { live, checks } = parts;
  const { open, active, unreadable } = useShownFile(starter[0]?.path ?? "", { files, entries: live.entries });

  const goTo = useCallback(
    (place: { file: string; line: number; column: number }) => {
      open(place.file);
      setTab("editor");
      // The editor shows the file first; then the line can be pointed at.
      requestAnimationFrame(() => requestAnimationFrame(() => editor.current?.pointAt(place)));
    },
    [open],
  );
  const goToRange = useCallback((range: SourceRange) => goTo({ file: range.file, ...range.start }), [goTo]);

  const start = async (purpose: "run" | "submit") => {
    setTab("results");
    await attempts.start({ purpose, files });
  };
  useReveal(exercise, attempts);
  const runFiles = attempts.shown?.files;
  const shownFiles = useMemo(() => runFiles ?? files, [runFiles, files]);

  return (
    <RunCommandProvider value={parts.runCommand}>
      <div className="workspace">
        <WorkspacePanels
          layouts={layouts}
          live={(fold) => (
            <LivePanel
              live={live}
              terminals={parts.terminals}
              mode={parts.mode}
              onMode={parts.setMode}
              fold={fold}
            />
          )}
          isLiveFolded={parts.isFolded}
          onLiveFolded={parts.setFolded}
          tab={tab}
          onTab={setTab}
          brief={
            <BriefPanel
              exercise={exercise}
              brief={brief}
              notice={notice}
              checks={
                parts.seen.length > 0
                  ? parts.seen
                  : (attempts.shown?.result?.checks ?? attempts.feed?.run.checks ?? [])
              }
              isLive={parts.seen.length > 0}
            />
          }
          editor={
            <EditorPanel
              editor={editor}
              files={files}
              ready={draft.files !== undefined}
              edition={draft.edition}
              active={active}
              tree={
                <FilesPanel
                  live={live}
                  exercise={exercise.id}
                  files={files}
                  active={active}
                  onOpen={open}
                  onChange={draft.change}
                />
              }
              isTreeShown={isTreeShown}
              onTreeShown={(tree) => {
                setTreeShown(tree);
                rememberLayouts({ tree });
              }}
              viewer={unreadable ? <FileViewer live={live} entry={unreadable} /> : null}
              diagnostics={analysis.diagnostics}
              locale={locale}
              onSelect={open}
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
              liveRun={parts.run}
              serviceTools={
                hasShell(livePhase(live))
                  ? (service) => (
                      <ServiceTools service={service} containers={live.containers} onOpen={parts.openTool} />
                    )
                  : undefined
              }
            />
          }
          results={
            <ResultsPanel
              exercise={exercise}
              attempts={attempts}
              files={files}
              onGoTo={goTo}
              onRestore={draft.replace}
              view={resultsView}
              onView={setResultsView}
              live={
                <LiveChecksView
                  exercise={exercise}
                  checks={checks}
                  isAsking={isAskingCheck}
                  onAsk={setAskingCheck}
                  onOpenSandbox={parts.show}
                  onGoTo={goTo}
                />
              }
            />
          }
        />
        <div>
          <LiveNotice live={live} />
          {beforeReset && (
            <ResetUndo
              before={beforeReset}
              onUndo={(given) => {
                draft.replace(given);
                setBeforeReset(undefined);
              }}
              onLeave={() => setBeforeReset(undefined)}
            />
          )}
        </div>
        <Dock
          save={draft.save}
          attempts={attempts}
          blocked={blockedBy({ canRun, opened: draft.files !== undefined, save: draft.save })}
          stages={exercise.stages}
          onStart={start}
          onReset={() => {
            setBeforeReset(draft.live.current());
            draft.replace(starter);
          }}
          onCheck={() => {
            setResultsView("live");
            setTab("results");
            setAskingCheck(checks.isThere && !checks.isTrying);
          }}
          onShowResults={() => setTab("results")}
        />
        <Conflicts live={live} draft={draft} />
      </div>
    </RunCommandProvider>
  );
}
