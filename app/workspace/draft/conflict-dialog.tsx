"use client";

import { useTranslations } from "next-intl";
import { useLayoutEffect, useRef } from "react";
import type { DraftControl } from "./use-draft.ts";

type ConflictDialogProps = {
  conflict: NonNullable<DraftControl["conflict"]>;
  onResolve: DraftControl["resolve"];
};

/** Two places wrote the same exercise: only the person can say which one holds. */
export function ConflictDialog({ conflict, onResolve }: ConflictDialogProps) {
  const t = useTranslations("conflict");
  const dialog = useRef<HTMLDialogElement>(null);

  // Closed before it is taken out of the page, or the focus would not go back to where the person was.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  const differing = conflict.theirs.files
    .filter((file) => conflict.mine.find(({ path }) => path === file.path)?.content !== file.content)
    .map(({ path }) => path);
  return (
    // Leaving without a choice would lose one of the two.
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby="conflict"
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id="conflict" className="font-bold text-xl">
        {t("title")}
      </h2>
      <p className="mt-3">{t("text")}</p>
      {differing.length > 0 && (
        <p className="mt-2 text-soft">{t("files", { files: differing.join(", ") })}</p>
      )}
      <p className="mt-5 flex flex-wrap gap-3">
        <button type="button" className="button" data-kind="primary" onClick={() => onResolve("mine")}>
          {t("mine")}
        </button>
        <button type="button" className="button" onClick={() => onResolve("theirs")}>
          {t("theirs")}
        </button>
      </p>
    </dialog>
  );
}
