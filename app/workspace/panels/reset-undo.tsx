"use client";

import { Undo2Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";

type ResetUndoProps = {
  before: WorkspaceFile[];
  onUndo: (files: WorkspaceFile[]) => void;
  onLeave: () => void;
};

/** After Reset: the files are as the exercise begins, and one click brings back what was there. */
export function ResetUndo({ before, onUndo, onLeave }: ResetUndoProps) {
  const t = useTranslations("dock");
  return (
    <div className="bar" data-kind="waiting" role="status">
      <p>{t("wasReset", { count: before.length })}</p>
      <button type="button" className="button" data-size="small" onClick={() => onUndo(before)}>
        <Undo2Icon size={14} aria-hidden />
        {t("undoReset")}
      </button>
      <button type="button" className="button" data-size="small" data-kind="quiet" onClick={onLeave}>
        {t("leaveReset")}
      </button>
    </div>
  );
}
