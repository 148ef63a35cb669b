"use client";

import {
  ArrowDownToLineIcon,
  FileDownIcon,
  FolderPlusIcon,
  PencilIcon,
  Trash2Icon,
  UploadIcon,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { IconButton } from "../../../components/icon-button.tsx";
import type { TreeNode } from "./tree-model.ts";

type FilesToolsProps = {
  selected: TreeNode | undefined;
  mayAddFolder: boolean;
  onUpload: (files: File[]) => void;
  onFolder: () => void;
  onRename: (node: TreeNode) => void;
  onRemove: (node: TreeNode) => void;
  onDownload: (node: TreeNode) => void;
  onDownloadAll: () => void;
};

/** The buttons above the file tree; those that need a file act on the selected one. */
export function FilesTools({
  selected,
  mayAddFolder,
  onUpload,
  onFolder,
  onRename,
  onRemove,
  onDownload,
  onDownloadAll,
}: FilesToolsProps) {
  const t = useTranslations("files");
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="files-tools" role="toolbar" aria-label={t("tools")}>
      <IconButton label={t("upload")} onClick={() => picker.current?.click()}>
        <UploadIcon size={14} aria-hidden />
      </IconButton>
      <IconButton
        label={mayAddFolder ? t("addFolder") : t("addFolderLater")}
        disabled={!mayAddFolder}
        onClick={onFolder}
      >
        <FolderPlusIcon size={14} aria-hidden />
      </IconButton>
      <IconButton label={t("rename")} disabled={!selected} onClick={() => selected && onRename(selected)}>
        <PencilIcon size={14} aria-hidden />
      </IconButton>
      <IconButton label={t("remove")} disabled={!selected} onClick={() => selected && onRemove(selected)}>
        <Trash2Icon size={14} aria-hidden />
      </IconButton>
      <IconButton
        label={t("download")}
        disabled={!selected || selected.kind === "folder"}
        onClick={() => selected && onDownload(selected)}
      >
        <FileDownIcon size={14} aria-hidden />
      </IconButton>
      <IconButton label={t("downloadAll")} onClick={onDownloadAll}>
        <ArrowDownToLineIcon size={14} aria-hidden />
      </IconButton>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-hidden
        tabIndex={-1}
        onChange={(event) => {
          const given = [...(event.target.files ?? [])];
          event.target.value = "";
          onUpload(given);
        }}
      />
    </div>
  );
}
