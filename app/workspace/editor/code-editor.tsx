"use client";

import { type Diagnostic as LintDiagnostic, setDiagnostics } from "@codemirror/lint";
import { Annotation, EditorState, Transaction, type TransactionSpec } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useLocale, useTranslations } from "next-intl";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import type { Diagnostic, TextEdit, WorkspaceFile } from "../../../lib/compose/types.ts";
import type { Locale } from "../../../lib/i18n/message.ts";
import { translate } from "../../../lib/i18n/translate.ts";
import { composeLanguage } from "./compose-language.ts";
import { pointAt } from "./pointed-line.ts";
import { editorSetup } from "./setup.ts";

export type EditorHandle = {
  pointAt: (place: { line: number; column: number }) => void;
  /** Changes the open file as typing does: it can be undone. */
  apply: (edits: TextEdit[]) => void;
  /** Takes what something else wrote into the files; cursor, selection and history stay. */
  take: (files: WorkspaceFile[]) => void;
};

/** Written by something else than the person: the page knows it already. */
const taken = Annotation.define<boolean>();

type CodeEditorProps = {
  files: WorkspaceFile[];
  /** Changes when the files were replaced as a whole: every file then starts anew, without history. */
  edition: number;
  path: string;
  diagnostics: Diagnostic[];
  onChange: (path: string, content: string) => void;
  onFix: (diagnostic: Diagnostic) => void;
  /** Something else stands in its place. */
  isHidden: boolean;
  ref: Ref<EditorHandle>;
};

/** One view over all files of the workspace; each keeps its own history, selection and place. */
export function CodeEditor(props: CodeEditorProps) {
  const { files, edition, path, diagnostics, onChange, onFix, isHidden, ref } = props;
  const t = useTranslations("editor");
  const locale = useLocale() as Locale;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const states = useRef(new Map<string, EditorState>());
  const scrolls = useRef(new Map<string, number>());
  const shown = useRef<{ path: string; edition: number }>(undefined);
  const latest = useRef(onChange);
  latest.current = onChange;

  useEffect(() => {
    if (!place.current) return;
    const made = new EditorView({ parent: place.current });
    view.current = made;
    // Lines are measured in the font that is there; one that comes later makes them higher than their numbers.
    const measure = () => made.requestMeasure();
    document.fonts.addEventListener("loadingdone", measure);
    return () => {
      document.fonts.removeEventListener("loadingdone", measure);
      made.destroy();
      view.current = null;
      shown.current = undefined;
      states.current.clear();
    };
  }, []);

  // The view is an object of its own with its own life: React only tells it which file to show.
  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    if (shown.current?.edition !== edition) states.current.clear();
    else states.current.set(shown.current.path, editor.state);
    if (shown.current) scrolls.current.set(shown.current.path, editor.scrollDOM.scrollTop);
    // The open file is the editor's own: what comes back from the page is what was typed, perhaps already older.
    if (shown.current?.path === path && shown.current.edition === edition) return;
    const content = files.find((file) => file.path === path)?.content ?? "";
    shown.current = { path, edition };
    const known = states.current.get(path);
    const usable = known?.doc.toString() === content ? known : undefined;
    const extensions = [
      editorSetup({ path, label: t("label", { path }), phrases: phrasesOf(t) }),
      composeLanguage(path, locale, { values: t("values") }),
      EditorView.updateListener.of((update) => {
        const isOwn = update.transactions.some((made) => made.docChanged && !made.annotation(taken));
        if (isOwn) latest.current(path, update.state.doc.toString());
      }),
    ];
    editor.setState(usable ?? EditorState.create({ doc: content, extensions }));
    editor.scrollDOM.scrollTop = scrolls.current.get(path) ?? 0;
  }, [files, edition, path, locale, t]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const own = diagnostics.filter((diagnostic) => diagnostic.range.file === path);
    const marks = own.flatMap((diagnostic) =>
      lintMark(editor.state, diagnostic, locale, () => onFix(diagnostic)),
    );
    editor.dispatch(setDiagnostics(editor.state, marks));
  }, [diagnostics, path, locale, onFix]);

  useImperativeHandle(ref, () => ({
    pointAt: (target) => view.current && pointAt(view.current, target),
    apply: (edits) =>
      view.current?.dispatch({
        changes: edits.map(({ start, end, text }) => ({ from: start, to: end, insert: text })),
        userEvent: "input.fix",
      }),
    take: (given) => {
      const open = shown.current?.path;
      for (const { path: changed, content } of given) {
        const state = states.current.get(changed);
        if (changed === open && view.current) {
          const change = changeTo(view.current.state, content);
          if (change) view.current.dispatch(change);
        } else if (state) {
          const change = changeTo(state, content);
          if (change) states.current.set(changed, state.update(change).state);
        }
      }
    },
  }));

  return <div ref={place} className="editor" hidden={isHidden} />;
}

/** The smallest single change that makes a document this text: what is around it keeps its place. */
function changeTo(state: EditorState, content: string): TransactionSpec | undefined {
  const before = state.doc.toString();
  const text = content.replace(/\r\n?/g, "\n");
  if (before === text) return undefined;
  const shorter = Math.min(before.length, text.length);
  let start = 0;
  while (start < shorter && before[start] === text[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === text.at(-1 - tail)) tail++;
  return {
    changes: { from: start, to: before.length - tail, insert: text.slice(start, text.length - tail) },
    annotations: [taken.of(true), Transaction.addToHistory.of(false)],
  };
}

function lintMark(
  state: EditorState,
  diagnostic: Diagnostic,
  locale: Locale,
  apply: () => void,
): LintDiagnostic[] {
  const from = offsetOf(state, diagnostic.range.start);
  const to = offsetOf(state, diagnostic.range.end);
  const { fix } = diagnostic;
  return [
    {
      from,
      to: Math.max(from, to),
      severity: diagnostic.severity,
      message: translate(diagnostic.message, locale).replaceAll("`", ""),
      actions: fix && [{ name: translate(fix.title, locale), apply }],
    },
  ];
}

function offsetOf(state: EditorState, { line, column }: { line: number; column: number }): number {
  const found = state.doc.line(Math.min(Math.max(1, line), state.doc.lines));
  return Math.min(found.from + column - 1, found.to);
}

/** The editor's own words. */
export function phrasesOf(t: ReturnType<typeof useTranslations<"editor">>): Record<string, string> {
  return {
    Find: t("find"),
    Replace: t("replace"),
    next: t("findNext"),
    previous: t("findPrevious"),
    all: t("findAll"),
    "match case": t("matchCase"),
    regexp: t("regexp"),
    "by word": t("byWord"),
    replace: t("replaceOne"),
    "replace all": t("replaceAll"),
    close: t("close"),
    Diagnostics: t("problems"),
    "No diagnostics": t("noProblems"),
    Completions: t("completions"),
    "Fold line": t("fold"),
    "Unfold line": t("unfold"),
    "Go to line": t("goToLine"),
    go: t("go"),
  };
}
