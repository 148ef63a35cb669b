"use client";

import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { NextIntlClientProvider, useLocale, useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { Locale } from "../../../lib/i18n/message.ts";
import { editLimits } from "../../../lib/live/limits.ts";
import { phrasesOf } from "../../workspace/editor/code-editor.tsx";
import { composeLanguage } from "../../workspace/editor/compose-language.ts";
import { editorSetup } from "../../workspace/editor/setup.ts";
import type { Runs } from "./run-context.ts";

type FileEditorProps = {
  path: string;
  /** What it begins with; what is typed is told by `onChange`. */
  content: string;
  within: Pick<Runs, "locale" | "messages">;
  onChange: (content: string) => void;
};

/** The exercises' editor, for one file in the text. */
export function FileEditor({ within: { locale, messages }, ...props }: FileEditorProps) {
  return (
    <NextIntlClientProvider locale={locale} messages={messages}>
      <Editor {...props} />
    </NextIntlClientProvider>
  );
}

function Editor({ path, content, onChange }: Omit<FileEditorProps, "within">) {
  const t = useTranslations("editor");
  const locale = useLocale() as Locale;
  const place = useRef<HTMLDivElement>(null);
  const given = useRef({ content, onChange });
  given.current.onChange = onChange;

  // The view is an object of its own with its own life.
  useEffect(() => {
    if (!place.current) return;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: given.current.content,
        extensions: [
          editorSetup({ path, label: t("label", { path }), phrases: phrasesOf(t) }),
          composeLanguage(path, locale, { values: t("values") }),
          EditorState.changeFilter.of(({ newDoc }) => newDoc.length <= editLimits.characters),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (!docChanged) return;
            given.current.content = state.doc.toString();
            given.current.onChange(given.current.content);
          }),
        ],
      }),
    });
    return () => view.destroy();
  }, [path, locale, t]);

  return (
    <>
      <div ref={place} className="code-editor" />
      <p className="code-keys">{t("keys")}</p>
    </>
  );
}
