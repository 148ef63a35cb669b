"use client";

import { useTranslations } from "next-intl";
import { useId, useLayoutEffect, useRef } from "react";
import type { FileConflict } from "./workspace-sync.ts";

type FileConflictDialogProps = {
  conflict: FileConflict;
  onResolve: (path: string, keep: "mine" | "theirs") => void;
};

/** Editor and shell changed one file at the same time: only the person can say which one holds. */
export function FileConflictDialog({ conflict, onResolve }: FileConflictDialogProps) {
  const t = useTranslations("files.conflict");
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();

  // Closed before it is taken out of the page, or the focus would not go back to where the person was.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  const { path, mine, theirs } = conflict;
  return (
    // Leaving without a choice would lose one of the two.
    <dialog
      ref={dialog}
      className="dialog dialog-wide"
      aria-labelledby={title}
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id={title} className="font-bold text-xl">
        {t("title", { path })}
      </h2>
      <p className="mt-3">{t("text")}</p>
      <div className="conflict-sides">
        <Side title={t("mine")} text={mine ?? t("removed")} />
        <Side title={t("theirs")} text={theirs ? (theirs.content ?? t("noText")) : t("removed")} />
      </div>
      <p className="mt-5 flex flex-wrap gap-3">
        <button type="button" className="button" data-kind="primary" onClick={() => onResolve(path, "mine")}>
          {t("keepMine")}
        </button>
        <button type="button" className="button" onClick={() => onResolve(path, "theirs")}>
          {t("keepTheirs")}
        </button>
      </p>
    </dialog>
  );
}

function Side({ title, text }: { title: string; text: string }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}
