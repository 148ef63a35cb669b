"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useCallback, useMemo } from "react";
import { applyEdits } from "../../../lib/compose/fix.ts";
import type { Diagnostic, WorkspaceFile } from "../../../lib/compose/types.ts";
import type { Locale } from "../../../lib/i18n/message.ts";
import type { EditorHandle } from "./code-editor.tsx";
import { FileTabs } from "./file-tabs.tsx";
import { ProblemList } from "./problem-list.tsx";
import { useOpenFiles } from "./use-open-files.ts";

type EditorPanelProps = {
  files: WorkspaceFile[];
  /** False until it is known what to open with. */
  ready: boolean;
  edition: number;
  /** What is shown: a text, or what only the sandbox has. */
  active: string;
  /** The files as a tree. */
  tree: ReactNode;
  isTreeShown: boolean;
  onTreeShown: (shown: boolean) => void;
  /** Shown in place of the editor: the open file is no text that it could hold. */
  viewer: ReactNode;
  diagnostics: Diagnostic[];
  locale: Locale;
  onSelect: (path: string) => void;
  onChange: (change: (files: WorkspaceFile[]) => WorkspaceFile[]) => void;
  onGoTo: (place: { file: string; line: number; column: number }) => void;
  editor: RefObject<EditorHandle | null>;
};

// The editor is most of the page's weight: brief and picture do not wait for it.
const CodeEditor = dynamic(() => loadEditor().then((module) => module.CodeEditor), {
  ssr: false,
  loading: EditorLoading,
});

/** Tried again: a browser drops its connections when the engine beside it makes a network. */
function loadEditor(attemptsLeft = 3): Promise<typeof import("./code-editor.tsx")> {
  return import("./code-editor.tsx").catch((error: unknown) => {
    if (attemptsLeft === 0) throw error;
    return loadEditor(attemptsLeft - 1);
  });
}

/** The files of the workspace: tabs, the editor, and what is wrong with them. */
export function EditorPanel(props: EditorPanelProps) {
  const { files, ready, edition, active, diagnostics, locale, onSelect, onChange, onGoTo, editor } = props;
  const { tree, isTreeShown, onTreeShown, viewer } = props;
  const paths = useMemo(() => files.map(({ path }) => path), [files]);
  const tabs = useOpenFiles(
    useMemo(() => (viewer ? [...paths, active] : paths), [paths, viewer, active]),
    active,
  );
  const t = useTranslations("editor");
  const write = useCallback(
    (path: string, content: string) =>
      onChange((files) => files.map((file) => (file.path === path ? { path, content } : file))),
    [onChange],
  );
  const fix = useCallback(
    (diagnostic: Diagnostic) => {
      const edits = diagnostic.fix?.edits ?? [];
      const inOpenFile = edits.filter((edit) => edit.file === active);
      if (inOpenFile.length > 0) editor.current?.apply(inOpenFile);
      if (inOpenFile.length === edits.length) return;
      onChange((files) =>
        files.map((file) => {
          const own = edits.filter((edit) => edit.file === file.path && edit.file !== active);
          return own.length > 0 ? { ...file, content: applyEdits(file.content, own) } : file;
        }),
      );
    },
    [active, editor, onChange],
  );

  return (
    <div className="editor-panel">
      <FileTabs
        paths={paths}
        open={tabs.open}
        active={active}
        problems={errorsByFile(diagnostics)}
        tree={{ isShown: isTreeShown, onShown: onTreeShown }}
        onSelect={onSelect}
        onAdd={(path) => {
          onChange((known) => [...known, { path, content: "" }]);
          tabs.note(path);
          onSelect(path);
        }}
        onClose={(path) => {
          const next = tabs.close(path);
          if (next) onSelect(next);
        }}
      />
      <div className="editor-split">
        {isTreeShown && tree}
        <div className="editor-holder">
          {viewer}
          {ready ? (
            <CodeEditor
              isHidden={viewer !== null}
              ref={editor}
              files={files}
              edition={edition}
              path={active}
              diagnostics={diagnostics}
              onChange={write}
              onFix={fix}
            />
          ) : (
            <EditorLoading />
          )}
        </div>
      </div>
      <ProblemList diagnostics={diagnostics} locale={locale} onGoTo={onGoTo} onFix={fix} />
      <p className="editor-keys">{t("keys")}</p>
    </div>
  );
}

function EditorLoading() {
  const t = useTranslations("editor");
  return <p className="editor p-4 text-faint text-sm">{t("loading")}</p>;
}

function errorsByFile(diagnostics: Diagnostic[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { severity, range } of diagnostics) {
    if (severity === "error") counts.set(range.file, (counts.get(range.file) ?? 0) + 1);
  }
  return counts;
}
