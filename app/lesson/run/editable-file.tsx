"use client";

import { PencilIcon, Undo2Icon } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useRef, useState, useSyncExternalStore } from "react";
import { useRuns } from "./run-context.ts";

const FileEditor = dynamic(() => import("./file-editor.tsx").then((module) => module.FileEditor), {
  ssr: false,
});

type EditWords = { edit: string; close: string; edited: string; back: string };

type EditableFileProps = {
  block: string;
  path: string;
  /** As the lesson has it. */
  original: string;
  words: EditWords;
  /** The rest of the bar. */
  bar: ReactNode;
  /** The file as the lesson shows it. */
  children: ReactNode;
};

/** A file of the lesson that the reader may change before it is run. The editor comes when it is asked for. */
export function EditableFile({ block, path, original, words, bar, children }: EditableFileProps) {
  const runs = useRuns();
  const edited = useSyncExternalStore(
    runs?.edits.subscribe ?? subscribeNobody,
    () => runs?.edits.read(block, original),
    () => undefined,
  );
  const isThere = useSyncExternalStore(
    subscribeNobody,
    () => runs !== undefined,
    () => false,
  );
  const [chosen, setOpen] = useState<boolean>();
  // What was typed before is seen: it is what will run.
  const isOpen = isThere && (chosen ?? edited !== undefined);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <div className="code-bar">
        {bar}
        {edited !== undefined && (
          <button
            type="button"
            className="code-copy"
            onClick={() => {
              runs?.edits.write(block, original, original);
              setOpen(false);
              // This button goes with the edit.
              button.current?.focus();
            }}
          >
            <Undo2Icon size={13} aria-hidden />
            {words.back}
            <span className="sr-only"> {path}</span>
          </button>
        )}
        {isThere && (
          <button
            ref={button}
            type="button"
            className="code-copy"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <PencilIcon size={13} aria-hidden />
            {isOpen ? words.close : words.edit}
            <span className="sr-only"> {path}</span>
          </button>
        )}
      </div>
      {edited !== undefined && (
        <p className="code-edited" role="status">
          {words.edited}
        </p>
      )}
      {isOpen && runs ? (
        <FileEditor
          path={path}
          content={edited ?? original}
          within={runs}
          onChange={(content) => {
            // Also when it is typed back to what the lesson has.
            setOpen(true);
            runs.edits.write(block, original, content);
          }}
        />
      ) : (
        children
      )}
    </>
  );
}

function subscribeNobody(): () => void {
  return () => {};
}
