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
      <Tool label={t("upload")} onClick={() => picker.current?.click()}>
        <UploadIcon size={14} aria-hidden />
      </Tool>
      <Tool
        label={mayAddFolder ? t("addFolder") : t("addFolderLater")}
        isDisabled={!mayAddFolder}
        onClick={onFolder}
      >
        <FolderPlusIcon size={14} aria-hidden />
      </Tool>
      <Tool label={t("rename")} isDisabled={!selected} onClick={() => selected && onRename(selected)}>
        <PencilIcon size={14} aria-hidden />
      </Tool>
      <Tool label={t("remove")} isDisabled={!selected} onClick={() => selected && onRemove(selected)}>
        <Trash2Icon size={14} aria-hidden />
      </Tool>
      <Tool
        label={t("download")}
        isDisabled={!selected || selected.kind === "folder"}
        onClick={() => selected && onDownload(selected)}
      >
        <FileDownIcon size={14} aria-hidden />
      </Tool>
      <Tool label={t("downloadAll")} onClick={onDownloadAll}>
        <ArrowDownToLineIcon size={14} aria-hidden />
      </Tool>
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

type ToolProps = { label: string; isDisabled?: boolean; onClick: () => void; children: React.ReactNode };

function Tool({ label, isDisabled, onClick, children }: ToolProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      disabled={isDisabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
