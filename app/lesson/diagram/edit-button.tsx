"use client";

import { PencilIcon } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { EditorTexts } from "./diagram-editor.tsx";

const DiagramEditor = dynamic(() => import("./diagram-editor.tsx").then((module) => module.DiagramEditor), {
  ssr: false,
});

type EditButtonProps = { label: string; title: string; source: string; texts: EditorTexts };

/** Opens the diagram's Mermaid text to play with; mermaid itself comes only then. */
export function EditButton({ label, title, source, texts }: EditButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="diagram-tool" onClick={() => setOpen(true)}>
        <PencilIcon size={14} aria-hidden />
        {label}
        <span className="sr-only"> {title}</span>
      </button>
      {open && <DiagramEditor title={title} source={source} texts={texts} onClose={() => setOpen(false)} />}
    </>
  );
}
