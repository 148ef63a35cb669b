"use client";

import { useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import type { WorkspaceFile } from "../../../../lib/compose/types.ts";
import type { Live } from "../use-live.ts";
import { fileActions } from "./file-actions.ts";
import { type FileAsking, sortUploads } from "./file-asking.ts";
import { FileQuestion } from "./file-question.tsx";
import { FileTree } from "./file-tree.tsx";
import { FilesSaid } from "./files-said.tsx";
import { FilesTools } from "./files-tools.tsx";
import { fileTree, findNode, type TreeNode } from "./tree-model.ts";
import { useFileWork } from "./use-file-work.ts";

type FilesPanelProps = {
  live: Live;
  exercise: string;
  files: WorkspaceFile[];
  active: string;
  onOpen: (path: string) => void;
  onChange: (change: (files: WorkspaceFile[]) => WorkspaceFile[]) => void;
};

/** The workspace's files as a tree, and what can be done with them. */
export function FilesPanel({ live, exercise, files, active, onOpen, onChange }: FilesPanelProps) {
  const t = useTranslations("files");
  const folders = live.sandbox?.folders;
  const tree = useMemo(() => fileTree(files, live.entries, folders), [files, live.entries, folders]);
  const actions = fileActions({ live, files, change: onChange });
  const work = useFileWork(actions);
  const [chosen, setChosen] = useState("");
  /** The first one is asked now. */
  const [questions, setQuestions] = useState<FileAsking[]>([]);
  const [isOver, setOver] = useState(false);
  const [asking] = questions;
  const selected = findNode(tree, chosen) ?? findNode(tree, active) ?? tree[0];
  const folder = selected?.kind === "folder" ? `${selected.path}/` : parentOf(selected?.path ?? "");

  const panel = useRef<HTMLDivElement>(null);
  /** A new name, of which the workspace has not told yet: whoever gave it goes on there. */
  const [renamed, setRenamed] = useState<string>();
  /** The question is gone: back to the tree, or whoever has only a keyboard would be nowhere. */
  const toTree = () =>
    requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      panel.current?.querySelector<HTMLElement>("[role=treeitem][tabindex='0']")?.focus();
    });
  const ask = (asked: FileAsking) => {
    setRenamed(undefined);
    setQuestions([asked]);
  };
  const leave = () => {
    setQuestions((before) => before.slice(1));
    toTree();
  };
  const answer = async (doing: () => Promise<void>) => {
    leave();
    work.begin();
    await doing();
  };
  const rename = async (node: TreeNode, to: string) => {
    if (to === node.path) return;
    await actions.rename(node, to);
    setRenamed(to);
    setChosen(to);
    if (node.path === active) onOpen(to);
  };
  const upload = async (given: File[]) => {
    const isThere = (path: string) => findNode(tree, path) !== undefined;
    const { plain, asked } = sortUploads(given, { folder, isThere, mayUnpack: actions.isLive });
    setQuestions(asked);
    work.begin();
    await work.upload(plain);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files may be dropped; the button does the same.
    <div
      ref={panel}
      className="files"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void upload([...event.dataTransfer.files]);
      }}
    >
      <FilesTools
        selected={selected}
        mayAddFolder={actions.isLive}
        onUpload={(given) => void upload(given)}
        onFolder={() => ask({ what: "folder", folder })}
        onRename={(node) => ask({ what: "rename", node })}
        onRemove={(node) => ask({ what: "remove", node })}
        onDownload={(node) => actions.download(node)}
        onDownloadAll={() => {
          work.begin();
          void work.do(() => actions.downloadAll(exercise));
        }}
      />
      {asking && (
        <FileQuestion
          asking={asking}
          taken={files.map(({ path }) => path)}
          onRename={(node, to) => void answer(() => work.do(() => rename(node, to)))}
          onFolder={(path) => void answer(() => work.do(() => actions.addFolder(path)))}
          onRemove={(node) => void answer(() => work.do(() => actions.remove(node)))}
          onUpload={(uploads) => void answer(() => work.upload(uploads))}
          onUnpack={(archives) => void answer(() => work.unpack(archives))}
          onLeave={leave}
        />
      )}
      <FileTree
        tree={tree}
        active={active}
        selected={selected?.path ?? ""}
        wanted={renamed}
        onArrived={() => setRenamed(undefined)}
        onSelected={setChosen}
        onOpen={onOpen}
        onRename={(node) => ask({ what: "rename", node })}
        onRemove={(node) => ask({ what: "remove", node })}
      />
      <FilesSaid said={work.said} progress={work.progress} />
      {live.truncated && <p className="files-said">{t("truncated")}</p>}
    </div>
  );
}

function parentOf(path: string): string {
  const cut = path.lastIndexOf("/");
  return cut < 0 ? "" : path.slice(0, cut + 1);
}
