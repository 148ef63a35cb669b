"use client";

import { XIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef } from "react";

type StageDialogProps = { title: string; onClose: () => void; children: ReactNode };

/** Over the stage, for as long as it is drawn. */
export function StageDialog({ title, onClose, children }: StageDialogProps) {
  const t = useTranslations("presenter");
  const dialog = useRef<HTMLDialogElement>(null);
  // A dialog is modal only when it was opened so.
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="stage-dialog" aria-label={title} onClose={onClose}>
      <header>
        <h2>{title}</h2>
        <button type="button" className="button" data-size="small" onClick={() => dialog.current?.close()}>
          <XIcon size={15} aria-hidden />
          {t("close")}
        </button>
      </header>
      <div className="stage-dialog-body">{children}</div>
    </dialog>
  );
}
