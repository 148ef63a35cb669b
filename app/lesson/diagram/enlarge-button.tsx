"use client";

import { Maximize2Icon, XIcon } from "lucide-react";
import { useRef } from "react";

/**
 * Shows the drawing of the surrounding figure as large as the window. The drawing itself moves into the
 * dialog and back again: a copy would repeat its ids.
 */
export function EnlargeButton({ label, close, title }: { label: string; close: string; title: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const home = useRef<Element>(null);

  const open = (button: HTMLElement) => {
    const drawing = button.closest("figure")?.querySelector(".diagram-drawing > svg");
    if (!drawing || !place.current) return;
    home.current = drawing.parentElement;
    place.current.append(drawing);
    dialog.current?.showModal();
  };

  const restore = () => {
    const drawing = place.current?.firstElementChild;
    if (drawing) home.current?.append(drawing);
  };

  return (
    <>
      <button type="button" className="diagram-tool" onClick={(event) => open(event.currentTarget)}>
        <Maximize2Icon size={14} aria-hidden />
        {label}
        <span className="sr-only"> {title}</span>
      </button>
      <dialog ref={dialog} className="diagram-dialog" aria-label={title} onClose={restore}>
        <div className="flex items-center justify-between gap-4 px-5 py-3">
          <p className="font-semibold">{title}</p>
          <button type="button" className="button" data-size="small" onClick={() => dialog.current?.close()}>
            <XIcon size={15} aria-hidden />
            {close}
          </button>
        </div>
        <div ref={place} className="diagram-large" />
      </dialog>
    </>
  );
}
