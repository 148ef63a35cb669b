"use client";

import { useTranslations } from "next-intl";
import type { FileConflict } from "../live/files/workspace-sync.ts";
import { ChoiceDialog } from "./choice-dialog.tsx";
import { TwoVersions } from "./two-versions.tsx";

type FileConflictDialogProps = {
  conflict: FileConflict;
  onResolve: (path: string, keep: "mine" | "theirs") => void;
};

/** Editor and shell changed one file at the same time. */
export function FileConflictDialog({ conflict, onResolve }: FileConflictDialogProps) {
  const t = useTranslations("files.conflict");
  const { path, mine, theirs } = conflict;
  return (
    <ChoiceDialog
      title={t("title", { path })}
      text={t("text")}
      mine={t("keepMine")}
      theirs={t("keepTheirs")}
      onChoice={(keep) => onResolve(path, keep)}
    >
      <TwoVersions
        titles={{ mine: t("mine"), theirs: t("theirs") }}
        mine={mine}
        theirs={theirs && (theirs.content ?? t("noText"))}
      />
    </ChoiceDialog>
  );
}
