"use client";

import { XIcon } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { CopyButton } from "../copy-button.tsx";
import { drawChart } from "./draw.ts";

export type EditorTexts = {
  source: string;
  drawing: string;
  hint: string;
  failed: string;
  reset: string;
  copy: string;
  copied: string;
  close: string;
};

type DiagramEditorProps = { title: string; source: string; texts: EditorTexts; onClose: () => void };

const pause = 250;

/** A diagram's text beside its drawing, which follows what is typed. What was typed stays while the tab lives. */
export function DiagramEditor({ title, source, texts, onClose }: DiagramEditorProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const kept = `diagram ${location.pathname} ${title}`;
  const [text, setText] = useState(() => sessionStorage.getItem(kept) ?? source);
  const { svg, problem } = useDrawing(text);

  // A modal dialog has no property for it: it is opened by a call.
  useEffect(() => dialog.current?.showModal(), []);

  const change = (next: string) => {
    setText(next);
    if (next === source) sessionStorage.removeItem(kept);
    else sessionStorage.setItem(kept, next);
  };

  return (
    <dialog ref={dialog} className="diagram-dialog" aria-label={title} onClose={onClose}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3">
        <p className="font-semibold">{title}</p>
        <div className="flex flex-wrap items-center gap-2">
          <CopyButton text={text} label={texts.copy} done={texts.copied} name={title} />
          <button
            type="button"
            className="button"
            data-size="small"
            disabled={text === source}
            onClick={() => change(source)}
          >
            {texts.reset}
          </button>
          <button type="button" className="button" data-size="small" onClick={() => dialog.current?.close()}>
            <XIcon size={15} aria-hidden />
            {texts.close}
          </button>
        </div>
      </div>
      <div className="diagram-editor">
        <div className="diagram-source">
          <label htmlFor={id}>{texts.source}</label>
          <textarea
            id={id}
            value={text}
            spellCheck={false}
            aria-describedby={`${id}-state`}
            onChange={(event) => change(event.target.value)}
          />
          <p id={`${id}-state`} role="status" data-kind={problem ? "bad" : undefined}>
            {problem ? `${texts.failed} ${problem}` : texts.hint}
          </p>
        </div>
        {/* drawChart leaves only plain shapes. */}
        <div
          className="diagram-result"
          role="img"
          aria-label={texts.drawing}
          dangerouslySetInnerHTML={{ __html: svg }}
        />
      </div>
    </dialog>
  );
}

/** The drawing of the text as it was when it could last be read, and what is wrong with it now. */
function useDrawing(text: string): { svg: string; problem?: string } {
  const [state, setState] = useState<{ svg: string; problem?: string }>({ svg: "" });

  // Drawn when typing pauses; a drawing that comes too late is dropped.
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      drawChart(text).then(
        (svg) => current && setState({ svg }),
        (error: unknown) => current && setState(({ svg }) => ({ svg, problem: reasonOf(error) })),
      );
    }, pause);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text]);

  return state;
}

/** Mermaid's first lines say where and what; then follows what it would have liked. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n").slice(0, 3).join("\n");
}
