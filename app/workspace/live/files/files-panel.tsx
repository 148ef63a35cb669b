"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import type { WorkspaceFile } from "../../../../lib/compose/types.ts";
import type { Locale } from "../../../../lib/i18n/message.ts";
import { translate } from "../../../../lib/i18n/translate.ts";
import { Refused } from "../../api.ts";
import type { Live } from "../use-live.ts";
import { CannotUpload, fileActions } from "./file-actions.ts";
import { ChangeRefused } from "./file-link.ts";
import { FileTree } from "./file-tree.tsx";
import { FilesTools } from "./files-tools.tsx";
import { PathForm } from "./path-form.tsx";
import { Question } from "./question.tsx";
import { fileTree, type TreeNode } from "./tree-model.ts";

type FilesPanelProps = {
  live: Live;
  exercise: string;
  files: WorkspaceFile[];
  active: string;
  onOpen: (path: string) => void;
  onChange: (change: (files: WorkspaceFile[]) => WorkspaceFile[]) => void;
};

type Asking =
  | { what: "rename" | "remove"; node: TreeNode }
  | { what: "folder" }
  | { what: "unpack"; archive: File }
  | { what: "overwrite"; file: File; path: string };

/** The workspace's files as a tree, and what can be done with them. */
export function FilesPanel({ live, exercise, files, active, onOpen, onChange }: FilesPanelProps) {
  const t = useTranslations("files");
  const words = useProblemWords();
  const tree = useMemo(() => fileTree(files, live.entries), [files, live.entries]);
  const actions = fileActions({ live, files, change: onChange });
  const [chosen, setChosen] = useState("");
  const [asking, setAsking] = useState<Asking>();
  const [said, setSaid] = useState<{ text: string; isProblem: boolean }>();
  const [isOver, setOver] = useState(false);
  const selected = find(tree, chosen) ?? find(tree, active) ?? tree[0];
  const folder = selected?.kind === "folder" ? `${selected.path}/` : parentOf(selected?.path ?? "");

  const panel = useRef<HTMLDivElement>(null);
  /** The question is gone: back to the tree, or whoever has only a keyboard would be nowhere. */
  const toTree = () =>
    requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      panel.current?.querySelector<HTMLElement>("[role=treeitem][tabindex='0']")?.focus();
    });
  const leave = () => {
    setAsking(undefined);
    toTree();
  };
  const doing = async (work: () => Promise<unknown> | unknown, done?: string) => {
    if (asking) leave();
    setSaid(undefined);
    try {
      await work();
      if (done) setSaid({ text: done, isProblem: false });
    } catch (error) {
      setSaid({ text: words(error), isProblem: true });
    }
    toTree();
  };
  const upload = async (given: File[]) => {
    for (const file of given) {
      const path = `${folder}${file.name}`;
      if (/\.(zip|tar)$/i.test(file.name) && actions.isLive) setAsking({ what: "unpack", archive: file });
      else if (find(tree, path)) setAsking({ what: "overwrite", file, path });
      else await doing(() => actions.upload(file, path), t("uploaded", { path }));
    }
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
        onFolder={() => setAsking({ what: "folder" })}
        onRename={(node) => setAsking({ what: "rename", node })}
        onRemove={(node) => setAsking({ what: "remove", node })}
        onDownload={(node) => actions.download(node)}
        onDownloadAll={() => void doing(() => actions.downloadAll(exercise))}
      />
      {asking?.what === "rename" && (
        <PathForm
          key={asking.node.path}
          label={t("newName", { path: asking.node.path })}
          submit={t("rename")}
          initial={asking.node.path}
          taken={files.map(({ path }) => path).filter((path) => !isWithin(path, asking.node.path))}
          onCancel={leave}
          onPath={(to) =>
            void doing(async () => {
              if (to === asking.node.path) return;
              await actions.rename(asking.node, to);
              setChosen(to);
              if (asking.node.path === active) onOpen(to);
            })
          }
        />
      )}
      {asking?.what === "folder" && (
        <PathForm
          label={t("newFolder")}
          submit={t("create")}
          initial={folder}
          taken={files.map(({ path }) => path)}
          onCancel={leave}
          onPath={(path) => void doing(() => actions.addFolder(path))}
        />
      )}
      {asking?.what === "remove" && (
        <Question
          text={t(asking.node.kind === "folder" ? "removeFolderConfirm" : "removeConfirm", {
            path: asking.node.path,
          })}
          yes={t("removeYes")}
          onYes={() => void doing(() => actions.remove(asking.node))}
          onNo={leave}
          onLeave={leave}
        />
      )}
      {asking?.what === "overwrite" && (
        <Question
          text={t("overwriteConfirm", { path: asking.path })}
          yes={t("overwriteYes")}
          onYes={() =>
            void doing(() => actions.upload(asking.file, asking.path), t("uploaded", { path: asking.path }))
          }
          onNo={leave}
          onLeave={leave}
        />
      )}
      {asking?.what === "unpack" && (
        <Question
          text={t("unpackConfirm", { name: asking.archive.name })}
          yes={t("unpackYes")}
          onLeave={leave}
          no={t("unpackNo")}
          onYes={() => void doing(() => actions.unpack(asking.archive), t("unpacked"))}
          onNo={() =>
            void doing(
              () => actions.upload(asking.archive, `${folder}${asking.archive.name}`),
              t("uploaded", { path: asking.archive.name }),
            )
          }
        />
      )}
      <FileTree
        tree={tree}
        active={active}
        selected={selected?.path ?? ""}
        onSelected={setChosen}
        onOpen={onOpen}
        onRename={(node) => setAsking({ what: "rename", node })}
        onRemove={(node) => setAsking({ what: "remove", node })}
      />
      <p className="files-said" role="status" data-problem={said?.isProblem || undefined}>
        {said?.text}
      </p>
      {live.truncated && <p className="files-said">{t("truncated")}</p>}
    </div>
  );
}

function useProblemWords(): (error: unknown) => string {
  const t = useTranslations("files");
  const locale = useLocale() as Locale;
  return (error) => {
    if (error instanceof CannotUpload) {
      return t(error.why, { path: error.path, mebibytes: error.mostBytes / 1024 / 1024 });
    }
    if (error instanceof ChangeRefused) return translate(error.reason, locale).replaceAll("`", "");
    if (error instanceof Refused && error.reason) return translate(error.reason, locale).replaceAll("`", "");
    return t("away");
  };
}

function find(nodes: TreeNode[], path: string): TreeNode | undefined {
  for (const node of nodes) {
    if (node.path === path) return node;
    if (path.startsWith(`${node.path}/`)) return find(node.children, path);
  }
  return undefined;
}

function parentOf(path: string): string {
  const cut = path.lastIndexOf("/");
  return cut < 0 ? "" : path.slice(0, cut + 1);
}

function isWithin(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}/`);
}
